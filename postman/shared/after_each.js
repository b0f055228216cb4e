// Tests of every response.
pm.test("status is below 500", function () {
    pm.expect(pm.response.code).to.be.below(500);
});
pm.test("X-Request-ID is set and X-Content-Type-Options is nosniff", function () {
    pm.expect(pm.response.headers.get("X-Request-ID")).to.match(/^[!-~]{1,128}$/);
    pm.expect(pm.response.headers.get("X-Content-Type-Options")).to.eql("nosniff");
});
if (pm.response.code >= 400 && pm.request.method !== "HEAD") {
    pm.test("error has the documented fields", function () {
        const body = pm.response.json();
        if ("error" in body) {
            pm.expect(body).to.include.all.keys("error", "error_description");
            return;
        }
        pm.expect(pm.response.headers.get("Content-Type")).to.eql("application/problem+json");
        pm.expect(body).to.include.keys("type", "title", "status", "detail", "code", "request_id");
        pm.expect(body.status).to.eql(pm.response.code);
        pm.expect(body.request_id).to.eql(pm.response.headers.get("X-Request-ID"));
    });
}
