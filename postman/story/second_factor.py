"""An authenticator app and recovery codes; the script computes the codes."""

from typing import Final

from postman.request import Actor, Expected, Folder, Request, answered, form, json, refused

OTP: Final = "urn:blog-api:grant-type:otp"
RECOVERY: Final = "urn:blog-api:grant-type:recovery-code"

# Postman cannot make a passkey: these are bytes that nobody signed.
NO_CREDENTIAL: Final = {
    "id": "AA",
    "rawId": "AA",
    "type": "public-key",
    "response": {"clientDataJSON": "AA", "attestationObject": "AA"},
}

# RFC 6238. Each code works once, so steps are used in turn: the one before, this one, the next one.
# Near the end of a step, the one before could be two steps old when the server checks it.
CODES: Final = """\
const crypto = require("crypto-js");
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const bits = pm.environment.get("totp_secret").split("")
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
const hex = bits.match(/.{4}/g).map((four) => parseInt(four, 2).toString(16)).join("");
function codeAt(step) {
    const counter = crypto.enc.Hex.parse(step.toString(16).padStart(16, "0"));
    const mac = crypto.HmacSHA1(counter, crypto.enc.Hex.parse(hex)).toString();
    const offset = parseInt(mac.slice(-1), 16) * 2;
    const number = parseInt(mac.slice(offset, offset + 8), 16) & 0x7fffffff;
    return String(number % 1000000).padStart(6, "0");
}
const now = Math.floor(Date.now() / 30000);
const first = Date.now() % 30000 > 25000 ? now : now - 1;
const step = Math.max(Number(pm.environment.get("totp_step") || 0) + 1, first);
function use() {
    pm.environment.set("totp_step", step);
    pm.environment.set("otp", codeAt(step));
}
"""
NEXT_CODE: Final = CODES + "use();"
# Until the code after this one can be used too. A token sent with the request could run out here,
# so only a request without one waits.
WAIT_FOR_TWO: Final = (
    CODES
    + """\
if (step <= now) {
    use();
} else {
    setTimeout(use, step * 30000 - Date.now() + 500);
}"""
)


def first_step(name: str) -> Request:
    """Return the log-in with the password, which asks for the second factor."""
    return Request(
        name,
        "POST",
        "/auth/login",
        refused(
            400,
            "mfa_required",
            fields={"mfa_methods": ["totp", "recovery_code"]},
            saves={"mfa_token": "mfa_token"},
        ),
        Actor.NOBODY,
        form({"username": "keeper{{run}}", "password": "{{password}}"}),
    )


def second_step(name: str, grant: str, field: str, expected: Expected, before: str = "") -> Request:
    return Request(
        name,
        "POST",
        "/auth/login",
        expected,
        Actor.NOBODY,
        form({"grant_type": grant, "mfa_token": "{{mfa_token}}", field: f"{{{{{field}}}}}"}),
        before=before,
    )


LOGGED_IN: Final = answered(200, fields={"token_type": "bearer"}, tokens=Actor.KEEPER)
TEN_CODES: Final = {
    "recovery_codes lists ten": "pm.expect(pm.response.json().recovery_codes).to.have.length(10);"
}
ONE_SESSION: Final = Request(
    "Log in without a second factor",
    "POST",
    "/auth/login",
    LOGGED_IN,
    Actor.NOBODY,
    form({"username": "keeper{{run}}", "password": "{{password}}"}),
)

FOLDER: Final = Folder(
    "Two-factor authentication",
    "An authenticator app, recovery codes and passkeys. The scripts compute the codes of the app.",
    (
        Request(
            "Register a user for two-factor authentication",
            "POST",
            "/users",
            answered(201, fields={"username": "keeper{{run}}"}, saves={"keeper_id": "id"}),
            Actor.NOBODY,
            json(
                {
                    "email": "keeper.{{run}}@example.com",
                    "username": "keeper{{run}}",
                    "password": "{{password}}",
                }
            ),
        ),
        ONE_SESSION,
        Request(
            "Get my second factors before adding one",
            "GET",
            "/users/me/mfa",
            answered(200, fields={"totp": None, "recovery_codes_left": 0}),
            Actor.KEEPER,
        ),
        Request(
            "Create recovery codes without a second factor (409)",
            "POST",
            "/users/me/mfa/recovery-codes",
            refused(409, "not_enrolled"),
            Actor.KEEPER,
        ),
        Request(
            "Start adding an authenticator app",
            "POST",
            "/users/me/mfa/totp",
            answered(
                200,
                saves={"totp_secret": "secret"},
                checks={
                    "qr_svg is an SVG image": (
                        "pm.expect(pm.response.json().qr_svg).to.match(/^<svg/);"
                    )
                },
            ),
            Actor.KEEPER,
            before='pm.environment.set("totp_step", 0);',
        ),
        Request(
            "Confirm an authenticator app with a wrong code (422)",
            "POST",
            "/users/me/mfa/totp/confirm",
            refused(422, "wrong_code"),
            Actor.KEEPER,
            json({"otp": "no code"}),
        ),
        Request(
            "Confirm an authenticator app with its first code",
            "POST",
            "/users/me/mfa/totp/confirm",
            answered(
                200,
                checks=TEN_CODES,
                saves={"recovery_code": "recovery_codes[0]"},
            ),
            Actor.KEEPER,
            json({"otp": "{{otp}}"}),
            before=NEXT_CODE,
        ),
        first_step("Log in with the password, get an MFA token (400)"),
        second_step("Log in with a used TOTP (400)", OTP, "otp", refused(400, "invalid_grant")),
        second_step("Log in with a new TOTP", OTP, "otp", LOGGED_IN, WAIT_FOR_TWO),
        Request(
            "Confirm my session with a TOTP",
            "POST",
            "/auth/confirm",
            answered(204),
            Actor.KEEPER,
            json({"otp": "{{otp}}"}),
            before=NEXT_CODE,
        ),
        first_step("Log in with the password, get another MFA token (400)"),
        second_step("Log in with a recovery code", RECOVERY, "recovery_code", LOGGED_IN),
        Request(
            "Count my unused recovery codes",
            "GET",
            "/users/me/mfa",
            answered(200, fields={"recovery_codes_left": 9}),
            Actor.KEEPER,
        ),
        Request(
            "Replace my recovery codes",
            "POST",
            "/users/me/mfa/recovery-codes",
            answered(200, checks=TEN_CODES),
            Actor.KEEPER,
        ),
        Request(
            "Start adding a passkey",
            "POST",
            "/users/me/mfa/passkeys/options",
            answered(200, fields={"options.attestation": "none"}),
            Actor.KEEPER,
        ),
        Request(
            "Add a passkey with an invalid credential (422)",
            "POST",
            "/users/me/mfa/passkeys",
            refused(422, "passkey_refused"),
            Actor.KEEPER,
            json({"name": "Laptop", "credential": NO_CREDENTIAL}),
        ),
        Request(
            "Delete a passkey that does not exist (404)",
            "DELETE",
            "/users/me/mfa/passkeys/{passkey_id}",
            refused(404, "not_found"),
            Actor.KEEPER,
            values={"passkey_id": "999999999"},
        ),
        Request(
            "Get a challenge for a login with a passkey",
            "POST",
            "/auth/passkey/options",
            answered(200, fields={"options.userVerification": "required"}),
            Actor.NOBODY,
            json({}),
        ),
        Request(
            "Remove my authenticator app",
            "DELETE",
            "/users/me/mfa/totp",
            answered(204),
            Actor.KEEPER,
        ),
        Request(
            "Reset the second factors of a user as an admin",
            "DELETE",
            "/users/{user_id}/mfa",
            answered(204),
            Actor.ADMIN,
            values={"user_id": "{{keeper_id}}"},
        ),
        Request(
            "Log in with only the password after the reset",
            "POST",
            "/auth/login",
            LOGGED_IN,
            Actor.NOBODY,
            form({"username": "keeper{{run}}", "password": "{{password}}"}),
        ),
    ),
)
