"""Password policy and hashing; no other module may import passlib."""

import logging
import os
import warnings
from collections.abc import Iterable
from importlib.resources import files

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # passlib 1.7.4 imports `crypt`.
    from passlib.context import CryptContext

from blog_api.auth.hash_queue import HashQueue, Priority
from blog_api.errors import WeakPasswordError
from blog_api.settings import Settings

# passlib 1.7.4 looks for a version where bcrypt 4 has none, and logs a traceback for it.
logging.getLogger("passlib.handlers.bcrypt").setLevel(logging.ERROR)

MAX_LENGTH = 256
# One text with a line per password: a set of words would take a megabyte in every worker.
COMMON = b"\n" + files(__package__).joinpath("common_passwords.txt").read_bytes()
# Only its verification time is used; computing a new hash would slow down startup.
DUMMY_HASH = (
    "$bcrypt-sha256$v=2,t=2b,r={rounds}$vPod9yzG8kasmQz.E.SE2O$4sobZmwmivr5yCLmpJzk/t/CdfblK1."
)
ROUND_S = 6e-5  # duration of a hash = this times 2 to the power of the rounds


class Passwords:
    """Password hashing in threads, at most one per core: log-ins must not starve other requests."""

    def __init__(self, settings: Settings) -> None:
        rounds = settings.bcrypt_rounds
        self._context = CryptContext(
            schemes=["bcrypt_sha256", "bcrypt"],
            deprecated=["bcrypt"],
            bcrypt_sha256__rounds=rounds,
            bcrypt__rounds=rounds,
        )
        self._min_length = settings.password_min_length
        self._queue = HashQueue(count_cores(), ROUND_S * 2**rounds)
        self._dummy_hash = DUMMY_HASH.format(rounds=rounds)

    async def hash_new(
        self,
        password: str,
        own: Iterable[str],
        *,
        field: str = "password",
        priority: Priority = Priority.TRUSTED,
    ) -> str:
        """Hash a password that its owner chooses now; raise WeakPasswordError with the field."""
        check_password_policy(password, min_length=self._min_length, own=own, field=field)
        return await self.hash(password, priority)

    async def hash(self, password: str, priority: Priority = Priority.TRUSTED) -> str:
        """Hash a password; raise WeakPasswordError if it is longer than `MAX_LENGTH`."""
        if len(password) > MAX_LENGTH:
            raise WeakPasswordError(f"A password has at most {MAX_LENGTH} characters.")
        return await self._queue.run(lambda: self._hash(password), priority)

    async def matches(
        self, password: str, password_hash: str | None, priority: Priority = Priority.TRUSTED
    ) -> bool:
        """Check a password; without a hash, take as long as a check at the current cost."""
        return await self._queue.run(lambda: self._matches(password, password_hash), priority)

    def needs_rehash(self, password_hash: str) -> bool:
        return bool(self._context.needs_update(password_hash))

    def _hash(self, password: str) -> str:
        return str(self._context.hash(encode_password(password)))

    def _matches(self, password: str, password_hash: str | None) -> bool:
        secret = encode_password(password)
        if password_hash and len(password) <= MAX_LENGTH:
            try:
                return bool(self._context.verify(secret, password_hash))
            except ValueError:
                pass  # An unknown scheme, or a NUL byte, which plain bcrypt rejects.
        self._context.verify(secret[:MAX_LENGTH], self._dummy_hash)
        return False


def encode_password(password: str) -> bytes:
    """Encode as UTF-8, neither cut nor normalised; lone surrogates must not raise an error."""
    return password.encode("utf-8", "surrogatepass")


def count_cores() -> int:
    """Count the cores that this process may use: a container may have fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_password_policy(
    password: str, *, min_length: int, own: Iterable[str], field: str = "password"
) -> None:
    """Raise WeakPasswordError at the field of the body; `own` are the user's name, email etc."""
    weakness = find_weakness(password, min_length, own)
    if weakness is not None:
        raise WeakPasswordError(weakness, loc=("body", field))


def find_weakness(password: str, min_length: int, own: Iterable[str]) -> str | None:
    """Return why a password is easy to guess, or None.

    Lengths count characters. There are no composition rules: they make passwords worse (NIST SP
    800-63B).
    """
    if len(password) < min_length:
        return f"A password has at least {min_length} characters."
    if len(password) > MAX_LENGTH:
        return f"A password has at most {MAX_LENGTH} characters."
    folded = password.casefold()
    if is_common(folded):
        return "This password is among the first that anyone would try."
    if folded in fold_own(own):
        return "A password must not be your own name or email."
    return None


def is_common(folded: str) -> bool:
    """Return True for a line of the list; a text with a line break could span two lines."""
    return "\n" not in folded and b"\n" + encode_password(folded) + b"\n" in COMMON


def fold_own(own: Iterable[str]) -> set[str]:
    """Return the user's own values, folded, and the local part of an email too."""
    folded = {value.casefold() for value in own}
    return folded | {value.rpartition("@")[0] for value in folded if "@" in value}
