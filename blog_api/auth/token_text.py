"""Strict parsing of the text of a token, before jose reads it, and of its claims."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

MAX_LENGTH: Final = 4096
MAX_ID: Final = 2**63 - 1
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ID: Final = re.compile(r"[1-9][0-9]{0,18}")


def split_token(token: str) -> tuple[bytes, bytes]:
    """Return the decoded header and payload; raise ValueError for a non-canonical encoding."""
    if type(token) is not str or len(token) > MAX_LENGTH:
        raise ValueError
    header, payload, signature = token.split(".")
    decode_part(signature)
    return decode_part(header), decode_part(payload)


def decode_part(part: str) -> bytes:
    """Decode strict base64url: each value has one encoding, so no token has a second text."""
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise ValueError
    return raw


def parse_object(raw: bytes) -> dict[str, Any]:
    """Parse an object; raise ValueError for duplicate names, which parsers read differently."""
    parsed = json.loads(raw.decode(), object_pairs_hook=refuse_duplicates)
    if not isinstance(parsed, dict):
        raise TypeError
    return parsed


def refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def require_match(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value


def read_id(value: object) -> int:
    number = int(require_match(ID, value))
    if number > MAX_ID:
        raise ValueError
    return number


def read_instant(value: object) -> datetime:
    """Parse whole seconds since 1970; raise TypeError for `true` and `1.0`."""
    if type(value) is not int:
        raise TypeError
    if value < 0:
        raise ValueError
    return EPOCH + timedelta(seconds=value)
