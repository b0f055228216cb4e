"""Keys of tokens: one private key signs, any number of public keys verify."""

import base64
import hashlib
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from blog_api.auth.key_files import (
    UnusableKeyError,
    check_private_mode,
    create_key_file,
    dump_private_key,
    parse_private_key,
    parse_public_key,
    read_key_file,
)
from blog_api.settings import Settings

KEY_BITS = 3072
RETIRED_NAME = re.compile(r"[\w-]+\.retired-(\d{8}T\d{6}Z)\.pem", re.ASCII)
RETIRED_FORMAT = "%Y%m%dT%H%M%SZ"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys in use; `public_keys` maps every `kid` that verifies, the active one first."""

    kid: str
    private_key: rsa.RSAPrivateKey
    public_keys: Mapping[str, rsa.RSAPublicKey]

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        return {"keys": [to_jwk(key) for key in self.public_keys.values()]}

    def derive_secret(self, purpose: str) -> bytes:
        """Derive 256 secret bits for another purpose (HKDF, RFC 5869); a rotation changes them."""
        raw = self.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(raw)


def encode_integer(number: int) -> str:
    """Encode as Base64urlUInt (RFC 7518 §2): big-endian, in as few bytes as possible."""
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def get_kid(key: rsa.RSAPublicKey) -> str:
    """Return the JWK thumbprint (RFC 7638): required members only, sorted, without spaces."""
    numbers = key.public_numbers()
    members = {"e": encode_integer(numbers.e), "kty": "RSA", "n": encode_integer(numbers.n)}
    digest = hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def to_jwk(key: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    use = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": get_kid(key)}
    return use | {"n": encode_integer(numbers.n), "e": encode_integer(numbers.e)}


def load_keyring(settings: Settings) -> Keyring:
    """Load the keys of the settings, by default the development key; raise UnusableKeyError."""
    private_key = load_private_key(settings)
    active = private_key.public_key()
    now = datetime.now(UTC)
    others = {
        get_kid(key): key
        for path, key in read_public_keys(settings)
        if not is_over(path, settings, now)
    }
    return Keyring(get_kid(active), private_key, {get_kid(active): active} | others)


def load_private_key(settings: Settings) -> rsa.RSAPrivateKey:
    if settings.jwt_private_key is not None:
        text = settings.jwt_private_key.get_secret_value().encode()
        return parse_private_key(text, "JWT_PRIVATE_KEY")
    if settings.jwt_private_key_file is None:
        make_development_key(settings)
    path = get_private_path(settings)
    text = read_key_file(path)
    check_private_mode(path, production=settings.environment == "production")
    return parse_private_key(text, str(path))


def make_development_key(settings: Settings) -> None:
    """Create the development key at the first start; concurrent processes use the same one."""
    path = get_private_path(settings)
    if path.exists():
        return
    try:
        create_key_file(path, dump_private_key(make_private_key()))
    except FileExistsError:
        return
    log.warning("No JWT_PRIVATE_KEY is set: made a development key, %s", path)


def make_private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def get_private_path(settings: Settings) -> Path:
    return settings.jwt_private_key_file or settings.blog_data_dir / "keys" / "private.pem"


def find_public_dir(settings: Settings) -> Path | None:
    """Return the folder of public keys; retired development keys are next to the development key.

    Production never reads development keys.
    """
    if settings.jwt_public_keys_dir is not None:
        return settings.jwt_public_keys_dir
    if settings.jwt_private_key is not None or settings.jwt_private_key_file is not None:
        return None
    return settings.blog_data_dir / "keys" / "public"


def read_public_keys(settings: Settings) -> Iterator[tuple[Path, rsa.RSAPublicKey]]:
    """Read the public keys; raise an error if a folder that the settings name is missing.

    A typing error in the setting would end every session.
    """
    folder = find_public_dir(settings)
    if settings.jwt_public_keys_dir is not None and not settings.jwt_public_keys_dir.is_dir():
        raise UnusableKeyError(f"JWT_PUBLIC_KEYS_DIR: {settings.jwt_public_keys_dir} is no folder")
    for path in sorted(folder.glob("*.pem")) if folder else ():
        yield path, parse_public_key(read_key_file(path), str(path))


def list_key_files(settings: Settings) -> list[Path]:
    """List the private key file and the public ones that have not expired."""
    now = datetime.now(UTC)
    private = [] if settings.jwt_private_key is not None else [get_private_path(settings)]
    folder = find_public_dir(settings)
    public = sorted(folder.glob("*.pem")) if folder else []
    return private + [path for path in public if not is_over(path, settings, now)]


def find_retired_at(path: Path) -> datetime | None:
    """Read the time from the file name, as a copy or a checkout changes the dates of the file."""
    match = RETIRED_NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], RETIRED_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise UnusableKeyError(f"{path}: {match[1]} is no date") from None


def find_end(path: Path, settings: Settings) -> datetime | None:
    """Return when the last refresh token of a retired key expires; None for a key added by hand."""
    retired_at = find_retired_at(path)
    if retired_at is None:
        return None
    return retired_at + timedelta(seconds=settings.refresh_token_expires_in)


def is_over(path: Path, settings: Settings, now: datetime) -> bool:
    end = find_end(path, settings)
    return end is not None and end < now
