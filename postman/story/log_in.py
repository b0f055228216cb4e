"""Login with a password, and refresh of tokens."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, refused

TOKENS: Final = {"token_type": "bearer"}
NOT_STORED: Final = {"Cache-Control": "no-store"}
THREE_PARTS: Final = {
    "the access token is an RS256 JWT of the type at+jwt": (
        'const [header] = pm.response.json().access_token.split(".");\n'
        'const base64 = header.replace(/-/g, "+").replace(/_/g, "/");\n'
        'const decoded = JSON.parse(require("atob")(base64));\n'
        'pm.expect(decoded.alg).to.eql("RS256");\n'
        'pm.expect(decoded.typ).to.eql("at+jwt");'
    )
}

KEEP_THE_PRESENT_ONE: Final = """\
const token = pm.environment.get("refresh_token");
pm.environment.set("previous_refresh_token", token);"""

FOLDER: Final = Folder(
    "Login and tokens",
    "The token endpoint follows OAuth 2 (RFC 6749): it takes a form and returns tokens or an "
    "error.",
    (
        Request(
            "Log in with a wrong password (400)",
            "POST",
            "/auth/login",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"username": "ada{{run}}", "password": "not the password"}),
        ),
        Request(
            "Log in without a password (400)",
            "POST",
            "/auth/login",
            refused(400, "invalid_request"),
            Actor.NOBODY,
            form({"username": "ada{{run}}"}),
        ),
        Request(
            "Log in with a username (Ada)",
            "POST",
            "/auth/login",
            answered(200, fields=TOKENS, headers=NOT_STORED, tokens=Actor.ADA, checks=THREE_PARTS),
            Actor.NOBODY,
            form({"grant_type": "password", "username": "ada{{run}}", "password": "{{password}}"}),
        ),
        Request(
            "Log in with an email address (Grace)",
            "POST",
            "/auth/login",
            answered(200, fields=TOKENS, tokens=Actor.GRACE),
            Actor.NOBODY,
            form({"username": "grace.{{run}}@example.com", "password": "{{password}}"}),
        ),
        Request(
            "Refresh the tokens",
            "POST",
            "/auth/refresh",
            answered(
                200,
                tokens=Actor.ADA,
                saves={"successor": "refresh_token"},
                checks={
                    "the refresh token is a new one": (
                        "pm.expect(pm.response.json().refresh_token)"
                        '.not.to.eql(pm.environment.get("previous_refresh_token"));'
                    )
                },
            ),
            Actor.NOBODY,
            form({"grant_type": "refresh_token", "refresh_token": "{{refresh_token}}"}),
            before=KEEP_THE_PRESENT_ONE,
        ),
        Request(
            "Retry a refresh with the same refresh token",
            "POST",
            "/auth/refresh",
            answered(200, fields={"refresh_token": "{{successor}}"}),
            Actor.NOBODY,
            form({"grant_type": "refresh_token", "refresh_token": "{{previous_refresh_token}}"}),
        ),
        Request(
            "Refresh with an access token (400)",
            "POST",
            "/auth/refresh",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"grant_type": "refresh_token", "refresh_token": "{{access_token}}"}),
        ),
        Request(
            "Get my account without a token (401)",
            "GET",
            "/users/me",
            refused(401, "unauthenticated", headers={"WWW-Authenticate": "^Bearer"}),
            Actor.NOBODY,
        ),
        Request(
            "Get my account with a refresh token (401)",
            "GET",
            "/users/me",
            refused(
                401,
                "invalid_token",
                headers={"WWW-Authenticate": '^Bearer .*error="invalid_token"'},
            ),
            Actor.NOBODY,
            headers={"Authorization": "Bearer {{refresh_token}}"},
        ),
        Request(
            "List posts with an invalid token (401)",
            "GET",
            "/posts",
            refused(401, "invalid_token"),
            Actor.NOBODY,
            headers={"Authorization": "Bearer not.a.token"},
        ),
        Request(
            "Get my account",
            "GET",
            "/users/me",
            answered(200, fields={"id": "{{ada_id}}", "email": "ada.{{run}}@example.com"}),
        ),
        Request(
            "Get the public keys of the tokens (JWKS)",
            "GET",
            "/.well-known/jwks.json",
            answered(
                200,
                fields={"keys[0].kty": "RSA", "keys[0].alg": "RS256", "keys[0].use": "sig"},
                headers={"Cache-Control": "public"},
                checks={
                    "the private key is not in the response": (
                        'pm.expect(pm.response.json().keys[0]).not.to.have.any.keys("d", "p", "q");'
                    )
                },
            ),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "Get the metadata of the token issuer",
            "GET",
            "/.well-known/oauth-authorization-server",
            answered(
                200,
                fields={"grant_types_supported[0]": "password"},
                checks={
                    "token_endpoint is the login route": (
                        "pm.expect(pm.response.json().token_endpoint)"
                        '.to.include(pm.variables.replaceIn("{{api_prefix}}/auth/login"));'
                    )
                },
            ),
            Actor.NOBODY,
            at_root=True,
        ),
    ),
)
