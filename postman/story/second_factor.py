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
    "there are ten": "pm.expect(pm.response.json().recovery_codes).to.have.length(10);"
}
ONE_SESSION: Final = Request(
    "The first log-in of a new account",
    "POST",
    "/auth/login",
    LOGGED_IN,
    Actor.NOBODY,
    form({"username": "keeper{{run}}", "password": "{{password}}"}),
)

FOLDER: Final = Folder(
    "Second factor",
    "An authenticator app, its codes, and recovery codes. The scripts compute the codes.",
    (
        Request(
            "An account for a careful user",
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
            "No second factor yet",
            "GET",
            "/users/me/mfa",
            answered(200, fields={"totp": None, "recovery_codes_left": 0}),
            Actor.KEEPER,
        ),
        Request(
            "Recovery codes come with a factor",
            "POST",
            "/users/me/mfa/recovery-codes",
            refused(409, "not_enrolled"),
            Actor.KEEPER,
        ),
        Request(
            "Begin to add an authenticator app",
            "POST",
            "/users/me/mfa/totp",
            answered(
                200,
                saves={"totp_secret": "secret"},
                checks={
                    "there is a QR code": (
                        "pm.expect(pm.response.json().qr_svg).to.match(/^<svg/);"
                    )
                },
            ),
            Actor.KEEPER,
            before='pm.environment.set("totp_step", 0);',
        ),
        Request(
            "A wrong code does not finish it",
            "POST",
            "/users/me/mfa/totp/confirm",
            refused(422, "wrong_code"),
            Actor.KEEPER,
            json({"otp": "no code"}),
        ),
        Request(
            "The first code finishes it, and brings ten recovery codes",
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
        first_step("The password alone is not enough any more"),
        second_step("A code that was used is refused", OTP, "otp", refused(400, "invalid_grant")),
        second_step("The next code logs in", OTP, "otp", LOGGED_IN, WAIT_FOR_TWO),
        Request(
            "The session is confirmed with a code",
            "POST",
            "/auth/confirm",
            answered(204),
            Actor.KEEPER,
            json({"otp": "{{otp}}"}),
            before=NEXT_CODE,
        ),
        first_step("The phone is lost: the password first"),
        second_step("A recovery code instead of the app", RECOVERY, "recovery_code", LOGGED_IN),
        Request(
            "Nine are left",
            "GET",
            "/users/me/mfa",
            answered(200, fields={"recovery_codes_left": 9}),
            Actor.KEEPER,
        ),
        Request(
            "Ten new ones",
            "POST",
            "/users/me/mfa/recovery-codes",
            answered(200, checks=TEN_CODES),
            Actor.KEEPER,
        ),
        Request(
            "A browser would sign this challenge with a new passkey",
            "POST",
            "/users/me/mfa/passkeys/options",
            answered(200, fields={"options.attestation": "none"}),
            Actor.KEEPER,
        ),
        Request(
            "A made-up credential is none",
            "POST",
            "/users/me/mfa/passkeys",
            refused(422, "passkey_refused"),
            Actor.KEEPER,
            json({"name": "Laptop", "credential": NO_CREDENTIAL}),
        ),
        Request(
            "There is no such passkey",
            "DELETE",
            "/users/me/mfa/passkeys/{passkey_id}",
            refused(404, "not_found"),
            Actor.KEEPER,
            values={"passkey_id": "999999999"},
        ),
        Request(
            "A log-in page asks for a challenge",
            "POST",
            "/auth/passkey/options",
            answered(200, fields={"options.userVerification": "required"}),
            Actor.NOBODY,
            json({}),
        ),
        Request(
            "The app is removed",
            "DELETE",
            "/users/me/mfa/totp",
            answered(204),
            Actor.KEEPER,
        ),
        Request(
            "An administrator resets the factors of another account",
            "DELETE",
            "/users/{user_id}/mfa",
            answered(204),
            Actor.ADMIN,
            values={"user_id": "{{keeper_id}}"},
        ),
        Request(
            "The password is enough again",
            "POST",
            "/auth/login",
            LOGGED_IN,
            Actor.NOBODY,
            form({"username": "keeper{{run}}", "password": "{{password}}"}),
        ),
    ),
)
