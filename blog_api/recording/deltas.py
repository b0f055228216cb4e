"""Differences between two texts: their equal beginning and end."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final

WORTH_A_BASE: Final = 200  # equal characters


@dataclass(frozen=True, slots=True)
class Delta:
    """Characters of the equal beginning and end of two texts; bytes of the new text between."""

    base_hash: bytes
    text_hash: bytes
    prefix: int
    suffix: int
    middle_bytes: int

    @classmethod
    def between(cls, old: str, new: str) -> "Delta":
        prefix = common_prefix(old, new)
        rest = min(len(old), len(new)) - prefix
        suffix = common_suffix(old[len(old) - rest :], new[len(new) - rest :])
        if prefix + suffix < WORTH_A_BASE:
            prefix = suffix = 0
        middle = new[prefix : len(new) - suffix].encode()
        return cls(hash_of(old), hash_of(new), prefix, suffix, len(middle))

    @property
    def values(self) -> dict[str, Any]:
        return {**asdict(self), "is_delta": self.prefix + self.suffix > 0}


def hash_of(text: str) -> bytes:
    return sha256(text.encode()).digest()


def common_prefix(one: str, other: str) -> int:
    """Return the length of the common prefix, by bisection: slices are compared in C."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: str, other: str) -> int:
    """Return the length of the common suffix of two texts of the same length."""
    low, high = 0, len(one)
    while low < high:
        middle = (low + high + 1) // 2
        if one[-middle:] == other[-middle:]:
            low = middle
        else:
            high = middle - 1
    return low
