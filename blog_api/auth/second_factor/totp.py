"""Time-based one-time passwords (RFC 6238): SHA-1, 6 digits, steps of 30 s, one early or late."""

import base64
import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import quote, urlencode

SECRET_BYTES: Final = 20  # RFC 4226 §4, R6
STEP_S: Final = 30
DIGITS: Final = 6
WINDOW: Final = 1


def make_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def encode_secret(secret: bytes) -> str:
    return base64.b32encode(secret).decode()


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a time step (RFC 4226 §5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def find_step(secret: bytes, code: str, now: float) -> int | None:
    """Return the time step of a code, or None; every step is compared, in constant time."""
    present = int(now) // STEP_S
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def otpauth_uri(secret: bytes, issuer: str, account: str) -> str:
    """Return the URI that authenticator apps read (Key Uri Format of Google Authenticator)."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    given = {
        "secret": encode_secret(secret),
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": STEP_S,
    }
    return f"otpauth://totp/{label}?{urlencode(given, quote_via=quote)}"


def bound_to(user_id: int) -> str:
    """Return the additional data that binds an encrypted secret to its account."""
    return f"totp {user_id}"
