"""Strict parsing of the text of a token, before jose reads it."""

import base64
import json
from typing import Any, Final

MAX_LENGTH: Final = 4096


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
