// Refreshes the token that this request is about to send, when it has run out or soon will:
// five seconds before, or after half the life of one that lives no longer than ten.
// The request's own authorization says whose it is: {{access_token}} is Ada's, {{grace_access_token}} Grace's.

function tokenVariable() {
    const auth = pm.request.auth;
    if (!auth || auth.type !== "bearer") {
        return auth ? null : "access_token";
    }
    const match = /^\{\{(\w*access_token)\}\}$/.exec(auth.parameters().get("token"));
    return match ? match[1] : null;
}

// What the server may want a confirmed session for; to confirm once too often does no harm.
function mayNeedConfirmation() {
    const address = pm.variables.replaceIn(pm.request.url.toString());
    const rules = {
        DELETE: /hard_delete=true|\/users\/|\/trash\/posts\/|\/revisions\//,
        POST: /\/bulk-delete|\/redact|\/mfa\/|\/auth\/tokens|\/users\/\d+\/restore/,
        PATCH: /\/users\/\d+/
    };
    const rule = rules[pm.request.method];
    return Boolean(rule) && rule.test(address);
}

// Confirms the session with the password of the log-in, unless that was within half a minute.
// An account with a second factor confirms with a code, in a request of its own.
function confirm(prefix) {
    const password = pm.environment.get(prefix + "login_password");
    const until = Number(pm.environment.get(prefix + "confirmed_until") || 0);
    if (!password || Date.now() < until || !mayNeedConfirmation()) {
        return;
    }
    pm.sendRequest({
        url: pm.variables.replaceIn("{{base_url}}{{api_prefix}}/auth/confirm"),
        method: "POST",
        header: {
            "Authorization": "Bearer " + pm.environment.get(prefix + "access_token"),
            "Content-Type": "application/json"
        },
        body: { mode: "raw", raw: JSON.stringify({ password: password }) }
    }, function (error, response) {
        if (!error && response.code === 204) {
            pm.environment.set(prefix + "confirmed_until", Date.now() + 30000);
        }
    });
}

function refresh(prefix) {
    const address = pm.variables.replaceIn("{{base_url}}{{api_prefix}}/auth/refresh");
    const token = pm.environment.get(prefix + "refresh_token");
    pm.sendRequest({
        url: address,
        method: "POST",
        header: { "Content-Type": "application/x-www-form-urlencoded" },
        body: {
            mode: "urlencoded",
            urlencoded: [
                { key: "grant_type", value: "refresh_token" },
                { key: "refresh_token", value: token }
            ]
        }
    }, function (error, response) {
        if (error || response.code !== 200) {
            console.log("The token could not be refreshed; log in again.");
            return;
        }
        const answer = response.json();
        const wait = Math.max(answer.expires_in - 5, answer.expires_in / 2);
        pm.environment.set(prefix + "access_token", answer.access_token);
        pm.environment.set(prefix + "refresh_token", answer.refresh_token);
        pm.environment.set(prefix + "expires_at", Date.now() + answer.expires_in * 1000);
        pm.environment.set(prefix + "refresh_at", Date.now() + wait * 1000);
        pm.environment.set("refreshes", Number(pm.environment.get("refreshes") || 0) + 1);
        confirm(prefix);
    });
}

const variable = tokenVariable();
if (variable) {
    const prefix = variable.replace("access_token", "");
    const refreshAt = Number(pm.environment.get(prefix + "refresh_at") || 0);
    if (pm.environment.get(prefix + "refresh_token") && Date.now() > refreshAt) {
        refresh(prefix);
    } else {
        confirm(prefix);
    }
}
