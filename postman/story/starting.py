"""Checks of the environment and its administrator; the run stops with advice if they fail."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form

BEGIN: Final = """\
// A new run: its number is in every name, so that one database can see many.
pm.environment.set("run", Date.now().toString(36));
pm.environment.set("refreshes", 0);
for (const actor of ["", "grace_", "laptop_", "leaver_", "admin_"]) {
    for (const name of ["access_token", "refresh_token", "expires_at", "refresh_at"]) {
        pm.environment.unset(actor + name);
    }
}

function stop(advice) {
    pm.test("the run can begin", function () {
        throw new Error(advice);
    });
    pm.execution.setNextRequest(null);
    pm.execution.skipRequest();
}

const server = pm.variables.replaceIn("{{base_url}}");
if (!pm.environment.has("admin_email")) {
    stop("No environment is chosen. Import postman/local.postman_environment.json and choose it.");
} else if (pm.environment.get("may_write") !== "yes") {
    stop("The story registers accounts and deletes posts on " + server + ". If it may, set the "
        + "variable may_write of this environment to: yes");
} else {
    pm.sendRequest(server + "/health/ready", function (error, response) {
        if (error) {
            stop("No server answers at " + server + " (" + error.message + "). Start it with: "
                + "scripts/serve   or set base_url in the environment.");
        } else if (response.code !== 200) {
            stop("The server at " + server + " is not ready: " + response.text());
        }
    });
}"""

LOGGED_IN: Final = """\
const account = pm.variables.replaceIn("{{admin_email}}");
const advice = {
    400: "Nobody can log in as " + account + " with the admin_password of this environment. In the "
        + "project's folder on the server, run:   .venv/bin/blog-api create-admin --email "
        + account + " --username admin   and type the value of admin_password as its password "
        + "(or put the password of the present administrator into admin_password). Then run the "
        + "collection again.",
    429: "Too many log-ins: wait " + pm.response.headers.get("Retry-After") + " seconds."
}[pm.response.code];
if (pm.response.code !== 200) {
    pm.execution.setNextRequest(null);
}
pm.expect(pm.response.code, advice || pm.response.text()).to.eql(200);"""

IS_ADMIN: Final = """\
const me = pm.response.json();
if (me.role !== "admin") {
    pm.execution.setNextRequest(null);
}
pm.expect(me.role, me.email + " is no administrator. In the project's folder on the server, run:   "
    + ".venv/bin/blog-api create-admin --email " + me.email + " --username " + me.username
    + "   Then run the collection again.").to.eql("admin");"""

FOLDER: Final = Folder(
    "Setup check",
    "Stops the run with advice unless the server responds and its administrator can log in.",
    (
        Request(
            "Log in as the admin of the environment",
            "POST",
            "/auth/login",
            answered(
                200,
                tokens=Actor.ADMIN,
                checks={"the administrator of this environment can log in": LOGGED_IN},
            ),
            Actor.NOBODY,
            form({"username": "{{admin_email}}", "password": "{{admin_password}}"}),
            before=BEGIN,
        ),
        Request(
            "Check that the account is an admin",
            "GET",
            "/users/me",
            answered(200, checks={"the account is an administrator": IS_ADMIN}),
            Actor.ADMIN,
        ),
    ),
)
