// What is true of every answer.
pm.test("is no server error", function () {
    pm.expect(pm.response.code).to.be.below(500);
});
pm.test("names the request and is not to be sniffed", function () {
    pm.expect(pm.response.headers.get("X-Request-ID")).to.match(/^[!-~]{1,128}$/);
    pm.expect(pm.response.headers.get("X-Content-Type-Options")).to.eql("nosniff");
});
if (pm.response.code >= 400 && pm.request.method !== "HEAD") {
    pm.test("explains the refusal", function () {
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
