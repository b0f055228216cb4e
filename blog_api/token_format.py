"""Text of personal access tokens: prefix, 256 random bits in base62, and their CRC-32.

Secret scanners find them by the prefix, and a checksum that does not match costs no query.
"""

import hashlib
import re
import secrets
import zlib
from typing import Final

PREFIX: Final = "blog_pat_"
DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PAIRS: Final = tuple(first + second for first in DIGITS for second in DIGITS)
RANDOM_BITS: Final = 256
RANDOM_LENGTH: Final = 43  # 62 ** 43 > 2 ** 256
SHOWN_LENGTH: Final = len(PREFIX) + 6  # of a token in lists
TOKEN: Final = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{RANDOM_LENGTH}}})([0-9A-Za-z]{{6}})")
ANYWHERE: Final = re.compile(rf"{PREFIX}[0-9A-Za-z]+")
MASKED: Final = f"{PREFIX}***"


def new_token() -> str:
    random = base62(secrets.randbits(RANDOM_BITS), RANDOM_LENGTH)
    return PREFIX + random + checksum(random)


def base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))


def checksum(text: str) -> str:
    """Return six digits, two at a time: every request with a token computes them."""
    rest, last = divmod(zlib.crc32(text.encode()), len(PAIRS))
    first, middle = divmod(rest, len(PAIRS))
    return PAIRS[first] + PAIRS[middle] + PAIRS[last]


def hash_if_valid(token: str) -> bytes | None:
    """Return the SHA-256 to look up; None for a text that never was a token."""
    match = TOKEN.fullmatch(token)
    if match is None or checksum(match[1]) != match[2]:
        return None
    return hash_of(token)


def hash_of(token: str) -> bytes:
    """Return the hash to store; one round is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def mask(text: str) -> str:
    """Replace tokens, and the beginnings of tokens, in a text for a log."""
    return ANYWHERE.sub(MASKED, text) if PREFIX in text else text
