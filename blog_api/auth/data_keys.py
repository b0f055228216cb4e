"""Data keys (decision 0051): they encrypt second factors, and other secrets derive from them.

`DATA_KEY`, or the file `DATA_KEY_FILE`, holds one key or several, separated by commas or white
space: the first encrypts, all decrypt. Each encrypted value carries the fingerprint of its key.
"""

import base64
import binascii
import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from blog_api.auth.key_files import (
    UnusableKeyError,
    check_private_mode,
    create_key_file,
    read_key_file,
)
from blog_api.settings import Settings

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
log = logging.getLogger(__name__)


class MissingDataKeyError(Exception):
    """A value was encrypted with a data key that the settings do not have."""


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A nonce with the ciphertext of AES-256-GCM, and the fingerprint of its key."""

    key_id: str
    sealed: bytes


class DataKey:
    """One key of 256 bits."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.fingerprint: Final = hashlib.sha256(b"blog_api data key\0" + raw).hexdigest()[:16]

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypt a text; the ciphertext is valid only in the row that `bound_to` names."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._raw).encrypt(nonce, plain, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(self._raw).decrypt(nonce, ciphertext, bound_to.encode())
        except InvalidTag:
            raise MissingDataKeyError("an encrypted value was changed, or moved") from None

    def derive_secret(self, purpose: str) -> bytes:
        """Derive 256 secret bits for another purpose (HKDF, RFC 5869)."""
        return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(self._raw)


@dataclass(frozen=True, slots=True)
class DataKeys:
    """The keys in use by fingerprint, the current one first; empty without a data key."""

    by_fingerprint: Mapping[str, DataKey]

    @property
    def current(self) -> DataKey | None:
        return next(iter(self.by_fingerprint.values()), None)

    def decrypt(self, value: Encrypted, bound_to: str) -> bytes:
        """Decrypt a value; raise MissingDataKeyError if its key is missing."""
        key = self.by_fingerprint.get(value.key_id)
        if key is None:
            raise MissingDataKeyError(f"the data key {value.key_id} is needed")
        return key.open(value.sealed, bound_to)


class DataKeySource:
    """Data keys of the settings; a key file is read again at each use, as a rotation changes it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys = load_data_keys(settings)

    def present(self) -> DataKeys:
        """Return the current keys, or the previous ones if the file can no longer be read."""
        if find_file(self._settings):
            try:
                self._keys = load_data_keys(self._settings)
            except (UnusableKeyError, OSError) as error:
                log.warning("The data keys of before stay in use: %s", error)
        return self._keys


def load_data_keys(settings: Settings) -> DataKeys:
    """Return the keys of the settings, by default the development key; raise UnusableKeyError."""
    if settings.data_key is not None:
        return parse_data_keys(settings.data_key.get_secret_value(), "DATA_KEY")
    path = find_file(settings)
    if path is None:
        return DataKeys({})
    if settings.data_key_file is None:
        make_development_key(path)
    text = read_key_file(path)
    check_private_mode(path, production=settings.environment == "production")
    return parse_data_keys(text.decode(errors="replace"), str(path))


def find_file(settings: Settings) -> Path | None:
    """Return the file of the keys; in production there is no default file."""
    if settings.data_key is not None:
        return None
    if settings.data_key_file is not None or settings.environment == "production":
        return settings.data_key_file
    return settings.blog_data_dir / "keys" / "data.key"


def make_development_key(path: Path) -> None:
    if path.exists():
        return
    try:
        create_key_file(path, f"{make_data_key()}\n".encode())
    except FileExistsError:
        return
    log.warning("No DATA_KEY is set: made a development key, %s", path)


def make_data_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def parse_data_keys(text: str, source: str) -> DataKeys:
    keys = [parse_data_key(part, source) for part in text.replace(",", " ").split()]
    if not keys:
        raise UnusableKeyError(f"{source}: is empty; `blog-api data-key generate` makes a key")
    return DataKeys({key.fingerprint: key for key in keys})


def parse_data_key(text: str, source: str) -> DataKey:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise UnusableKeyError(
            f"{source}: not {KEY_BYTES} bytes in base64; `blog-api data-key generate` makes a key"
        )
    return DataKey(raw)
