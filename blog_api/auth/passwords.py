"""Passwords: which ones are taken, and how they are hashed. No other module may import passlib."""

import asyncio
import logging
import os
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import TypeVar

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # passlib 1.7.4 imports `crypt`.
    from passlib.context import CryptContext

from blog_api.errors import WeakPasswordError
from blog_api.settings import Settings

# passlib 1.7.4 looks for a version where bcrypt 4 has none, and logs a traceback for it.
logging.getLogger("passlib.handlers.bcrypt").setLevel(logging.ERROR)

MAX_LENGTH = 256
# One text, a line each: as a set of words it would take a megabyte of every worker.
COMMON = b"\n" + files(__package__).joinpath("common_passwords.txt").read_bytes()
# Only what a check against it costs is asked for: to make one of its own costs a start that much.
NOBODYS_HASH = (
    "$bcrypt-sha256$v=2,t=2b,r={rounds}$vPod9yzG8kasmQz.E.SE2O$4sobZmwmivr5yCLmpJzk/t/CdfblK1."
)
Answer = TypeVar("Answer")


class Passwords:
    """Hashes in threads, at most one per core at once, so that logins do not starve the rest."""

    def __init__(self, settings: Settings) -> None:
        rounds = settings.bcrypt_rounds
        self._context = CryptContext(
            schemes=["bcrypt_sha256", "bcrypt"],
            deprecated=["bcrypt"],
            bcrypt_sha256__rounds=rounds,
            bcrypt__rounds=rounds,
        )
        self._min_length = settings.password_min_length
        self._threads = ThreadPoolExecutor(count_cores(), thread_name_prefix="passwords")
        self._dummy_hash = NOBODYS_HASH.format(rounds=rounds)

    async def hash_new(self, password: str, own: Iterable[str]) -> str:
        """Hash a password that its owner chooses now, if the policy takes it."""
        check_password_policy(password, min_length=self._min_length, own=own)
        return await self.hash(password)

    async def hash(self, password: str) -> str:
        """Refuses what the policy should have refused before."""
        if len(password) > MAX_LENGTH:
            raise WeakPasswordError(f"A password has at most {MAX_LENGTH} characters.")
        return await self._run(lambda: self._hash(password))

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Check a password; with no hash, take as long as a check at the present cost would."""
        return await self._run(lambda: self._matches(password, password_hash))

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether a hash that has just matched is of an older scheme or another cost."""
        return bool(self._context.needs_update(password_hash))

    async def _run(self, call: Callable[[], Answer]) -> Answer:
        """Drop the call if its request is cancelled while it still waits for a core."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _hash(self, password: str) -> str:
        return str(self._context.hash(encode_password(password)))

    def _matches(self, password: str, password_hash: str | None) -> bool:
        secret = encode_password(password)
        if password_hash and len(password) <= MAX_LENGTH:
            try:
                return bool(self._context.verify(secret, password_hash))
            except ValueError:
                pass  # A hash of no known scheme, or a NUL byte, which plain bcrypt cannot take.
        self._context.verify(secret[:MAX_LENGTH], self._dummy_hash)
        return False


def encode_password(password: str) -> bytes:
    """UTF-8 as it is, neither cut nor normalised; lone surrogates too, lest one be an error."""
    return password.encode("utf-8", "surrogatepass")


def count_cores() -> int:
    """Only those this process may use: a container may have fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_password_policy(password: str, *, min_length: int, own: Iterable[str]) -> None:
    """Refuse what is guessed first; `own` is the user's name, email and the like.

    Lengths count characters. No rules of composition: they make passwords worse (NIST SP 800-63B).
    """
    if len(password) < min_length:
        raise WeakPasswordError(f"A password has at least {min_length} characters.")
    if len(password) > MAX_LENGTH:
        raise WeakPasswordError(f"A password has at most {MAX_LENGTH} characters.")
    folded = password.casefold()
    if is_common(folded):
        raise WeakPasswordError("This password is among the first that anyone would try.")
    if folded in fold_own(own):
        raise WeakPasswordError("A password must not be your own name or email.")


def is_common(folded: str) -> bool:
    """Whether it is a line of the list; what holds a line break is none, but might span two."""
    return "\n" not in folded and b"\n" + encode_password(folded) + b"\n" in COMMON


def fold_own(own: Iterable[str]) -> set[str]:
    """Each value, and of an email the part before the `@` as well."""
    folded = {value.casefold() for value in own}
    return folded | {value.rpartition("@")[0] for value in folded if "@" in value}
