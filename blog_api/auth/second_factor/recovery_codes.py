"""Recovery codes: 120 random bits each, so a plain hash is enough (ASVS 5.0, 6.5.2)."""

import base64
import hashlib
import secrets
from typing import Final

CODES: Final = 10
CODE_BYTES: Final = 15
GROUP: Final = 6


def make_codes() -> list[str]:
    return [make_code() for _ in range(CODES)]


def make_code() -> str:
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def hash_code(code: str) -> bytes:
    """Hash a code as typed: case, blanks and hyphens do not matter."""
    plain = "".join(code.lower().replace("-", " ").split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()
