"""Examples of confirmed sessions, second factors and passkeys."""

from typing import Final

from blog_api.http.openapi.example_parts import NOON, Example

ONE_TIME_TOKEN: Final = "Jx1o5Q0vV2mKZ7f4s9yTqg"  # noqa: S105  # of nobody
CHALLENGE: Final = "VYtPzhL0Ek2m6AWZC1bCqPF2wI8n9Qk3xoXnKqDq6nY"
CREDENTIAL_ID: Final = "dGhpcyBpcyBubyBjcmVkZW50aWFs"
PASSKEY: Final[Example] = {
    "id": 3,
    "name": "Laptop",
    "created_at": NOON,
    "last_used_at": None,
}
CODES: Final = ["mzxw6y-tboi2d-g5dfon-2hkylt"]
DESCRIPTOR: Final[Example] = {"type": "public-key", "id": CREDENTIAL_ID}
EXAMPLES: Final[dict[str, Example]] = {
    "ConfirmIn": {"password": "correct horse battery"},
    "RevertIn": {"token": ONE_TIME_TOKEN, "otp": "287082"},
    "MfaOut": {"totp": {"created_at": NOON}, "passkeys": [PASSKEY], "recovery_codes_left": 10},
    "RecoveryCodesOut": {"recovery_codes": CODES},
    "TotpConfirmIn": {"otp": "287082"},
    "TotpOut": {
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "otpauth_uri": "otpauth://totp/Blog:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "qr_svg": "<svg></svg>",
    },
    "NewPasskey": {**PASSKEY, "recovery_codes": CODES},
    "NewPasskeyOptionsOut": {
        "options": {
            "rp": {"id": "blog.example.com", "name": "Blog"},
            "user": {"id": CREDENTIAL_ID, "name": "ada", "displayName": "ada"},
            "challenge": CHALLENGE,
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
            "timeout": 300_000,
            "excludeCredentials": [],
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": True,
                "userVerification": "required",
            },
            "attestation": "none",
        }
    },
    "PasskeyIn": {
        "name": "Laptop",
        "credential": {
            "id": CREDENTIAL_ID,
            "rawId": CREDENTIAL_ID,
            "type": "public-key",
            "response": {
                "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
                "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgl",
            },
        },
    },
    "PasskeyOptionsIn": {},
    "PasskeyOptionsOut": {
        "challenge_token": ONE_TIME_TOKEN,
        "options": {
            "challenge": CHALLENGE,
            "timeout": 300_000,
            "rpId": "blog.example.com",
            "allowCredentials": [DESCRIPTOR],
            "userVerification": "required",
        },
    },
}
EXTRAS: Final[dict[str, Example]] = {
    "confirmation_required": {"confirm_url": "https://blog.example.com/api/auth/confirm"},
    "grant_mfa_required": {
        "mfa_token": ONE_TIME_TOKEN,
        "mfa_methods": ["totp", "recovery_code"],
    },
}
