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
    });
}

const variable = tokenVariable();
if (variable) {
    const prefix = variable.replace("access_token", "");
    const refreshAt = Number(pm.environment.get(prefix + "refresh_at") || 0);
    if (pm.environment.get(prefix + "refresh_token") && Date.now() > refreshAt) {
        refresh(prefix);
    }
}
