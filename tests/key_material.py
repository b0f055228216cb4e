"""Keys and settings for tests: small, generated once, stored where the settings point."""

import base64
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import SecretStr

from blog_api.auth.keys import Keyring, get_kid, load_keyring
from blog_api.settings import Settings


@cache
def rsa_key(bits: int, serial: int = 0) -> rsa.RSAPrivateKey:
    """Generate each key once; `serial` tells apart keys of one size."""
    assert serial >= 0
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def make_keyring(*serials: int) -> Keyring:
    """Return keys of 2048 bits; the first of them signs."""
    public = [rsa_key(2048, serial).public_key() for serial in serials]
    keys = {get_kid(key): key for key in public}
    return Keyring(get_kid(public[0]), rsa_key(2048, serials[0]), keys)


def private_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def locked_pem() -> str:
    lock = BestAvailableEncryption(b"secret")
    return rsa_key(2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode()


def decode_integer(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")


def with_key(settings: Settings, text: str) -> Settings:
    return settings.model_copy(update={"jwt_private_key": SecretStr(text)})


def with_key_file(settings: Settings, mode: int = 0o600, **others: object) -> Settings:
    path = settings.blog_data_dir / "active.pem"
    path.write_text(private_pem(rsa_key(2048)))
    path.chmod(mode)
    return settings.model_copy(update={"jwt_private_key_file": path, **others})


def with_public_dir(settings: Settings, **pems: str) -> Settings:
    folder = settings.blog_data_dir / "others"
    folder.mkdir()
    for name, pem in pems.items():
        (folder / f"{name}.pem").write_text(pem)
    return settings.model_copy(update={"jwt_public_keys_dir": folder})


def load_kid(folder: Path) -> str:
    return load_keyring(Settings(_env_file=None, blog_data_dir=folder)).kid
