"""Key files: strict PEM parsing, and atomic creation."""

import base64
import binascii
import logging
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from blog_api.data_folder import make_private_folder

MIN_KEY_BITS = 2048
log = logging.getLogger(__name__)


class UnusableKeyError(Exception):
    """A key that the server must not start with; the message names the key and the remedy."""


@contextmanager
def refusing_bad_pem(source: str, kind: str) -> Iterator[None]:
    """Raise UnusableKeyError for bad PEM; it never quotes the text, which may be a private key."""
    try:
        yield
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKeyError(f"{source}: not an unencrypted {kind} key in PEM") from None


def decode_pem(text: bytes, source: str) -> bytes:
    """Return PEM as it is or decoded from base64, for environments that allow only one line."""
    if b"-----BEGIN" in text:
        return text
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        raise UnusableKeyError(f"{source}: neither PEM nor PEM in base64") from None


@lru_cache(maxsize=4)  # validating the private key takes 0.1 s
def parse_private_key(text: bytes, source: str) -> rsa.RSAPrivateKey:
    with refusing_bad_pem(source, "private"):
        key = load_pem_private_key(decode_pem(text, source), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UnusableKeyError(f"{source}: tokens are signed with RS256, which needs an RSA key")
    require_strength(key, source)
    return key


def parse_public_key(text: bytes, source: str) -> rsa.RSAPublicKey:
    with refusing_bad_pem(source, "public"):
        key = load_pem_public_key(decode_pem(text, source))
    if not isinstance(key, rsa.RSAPublicKey):
        raise UnusableKeyError(f"{source}: tokens are verified with RS256, which needs an RSA key")
    require_strength(key, source)
    return key


def require_strength(key: rsa.RSAPrivateKey | rsa.RSAPublicKey, source: str) -> None:
    if key.key_size < MIN_KEY_BITS:
        raise UnusableKeyError(f"{source}: {key.key_size} bits, at least {MIN_KEY_BITS} are needed")


def read_key_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableKeyError(f"{path}: {error.strerror}") from None


def check_private_mode(path: Path, *, production: bool) -> None:
    """Warn if others can read a key; raise UnusableKeyError in production if others can replace it.

    Container secrets are mounted 0444 or 0644 by default, so read permission alone is no error.
    """
    if os.name == "nt":
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if production and mode & 0o022:
        raise UnusableKeyError(f"{path}: others may write it (mode {mode:04o}); chmod 600 it")
    if mode & 0o077:
        log.warning("%s: others may use this key (mode %04o); chmod 600 it", path, mode)


def dump_private_key(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def dump_public_key(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def create_key_file(path: Path, pem: bytes, mode: int = 0o600) -> None:
    """Create the file atomically.

    Of several processes exactly one succeeds; the others get FileExistsError.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    make_folder(path.parent)
    with refusing_unwritable(path):
        try:
            write_durably(draft, pem, mode)
            os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    try:
        make_private_folder(folder)
    except OSError as error:
        raise UnusableKeyError(f"{folder}: cannot be made: {error.strerror}") from None


@contextmanager
def refusing_unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise UnusableKeyError(f"{path}: cannot be written: {error.strerror}") from None


def write_durably(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def copy_access(source: Path, target: Path) -> None:
    """Copy owner and mode of the source, so that the server can read a key that root rotated."""
    if os.name == "nt":
        return
    status = source.stat()
    with refusing_unwritable(target):
        os.chown(target, status.st_uid, status.st_gid)
        target.chmod(stat.S_IMODE(status.st_mode))
