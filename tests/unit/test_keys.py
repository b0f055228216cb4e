"""Key material: validation, location, replacement."""

import base64
import errno
import hashlib
import json
import logging
import stat
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)

from blog_api.auth import keys
from blog_api.auth.key_files import UnusableKeyError, create_key_file
from blog_api.auth.keys import get_kid, load_keyring
from blog_api.settings import Settings
from tests.key_material import (
    decode_integer,
    load_kid,
    locked_pem,
    private_pem,
    public_pem,
    rsa_key,
    with_key,
    with_key_file,
    with_public_dir,
)

RFC_7638_KEY = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ"
    "ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY3"
    "68QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4l"
    "Fd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
}


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "KEY_BITS", 2048)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, blog_data_dir=tmp_path)


def test_default_size_is_3072_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert keys.KEY_BITS == 3072


def test_kid_is_the_thumbprint_of_rfc_7638() -> None:
    numbers = (decode_integer(RFC_7638_KEY["e"]), decode_integer(RFC_7638_KEY["n"]))
    key = rsa.RSAPublicNumbers(*numbers).public_key()
    assert get_kid(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_pem_and_base64_of_pem_are_the_same_key(settings: Settings) -> None:
    pem = private_pem(rsa_key(2048))
    wrapped = base64.encodebytes(pem.encode()).decode()
    kids = {load_keyring(with_key(settings, text)).kid for text in (pem, wrapped)}
    assert kids == {get_kid(rsa_key(2048).public_key())}


@pytest.mark.parametrize(
    ("make_text", "complaint"),
    [
        (lambda: private_pem(rsa_key(1024)), "1024 bits, at least 2048"),
        (lambda: private_pem(ec.generate_private_key(ec.SECP256R1())), "needs an RSA key"),
        (lambda: public_pem(rsa_key(2048)), "private key in PEM"),
        (locked_pem, "unencrypted"),
        (lambda: "hunter2!", "neither PEM nor PEM in base64"),
        (lambda: "aHVudGVyMg==", "private key in PEM"),
        (lambda: "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----", "in PEM"),
    ],
)
def test_an_unfit_key_stops_the_start(
    settings: Settings, make_text: Callable[[], str], complaint: str
) -> None:
    with pytest.raises(UnusableKeyError, match=complaint) as refusal:
        load_keyring(with_key(settings, make_text()))
    assert "JWT_PRIVATE_KEY" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_a_missing_key_file_stops_the_start(settings: Settings) -> None:
    path = settings.blog_data_dir / "gone.pem"
    with pytest.raises(UnusableKeyError, match=r"gone\.pem: No such file"):
        load_keyring(settings.model_copy(update={"jwt_private_key_file": path}))


@pytest.mark.parametrize("bits", [1024, 0])
def test_unfit_public_keys_stop_the_start(settings: Settings, bits: int) -> None:
    """A private key among the public ones was put into the wrong folder."""
    pem = public_pem(rsa_key(bits)) if bits else private_pem(rsa_key(2048))
    with pytest.raises(UnusableKeyError, match=r"weak\.pem"):
        load_keyring(with_public_dir(settings, weak=pem))


def test_a_missing_folder_of_public_keys_stops_the_start(settings: Settings) -> None:
    lost = settings.model_copy(update={"jwt_public_keys_dir": settings.blog_data_dir / "lost"})
    with pytest.raises(UnusableKeyError, match="is no folder"):
        load_keyring(lost)


def test_a_public_elliptic_key_stops_the_start(settings: Settings) -> None:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(UnusableKeyError, match="needs an RSA key"):
        load_keyring(with_public_dir(settings, curve=pem))


def test_jwks_holds_every_public_key_and_nothing_private(settings: Settings) -> None:
    others = with_public_dir(settings, b=public_pem(rsa_key(2048, 1)), a=public_pem(rsa_key(2048)))
    keyring = load_keyring(with_key(others, private_pem(rsa_key(2048))))
    jwks = keyring.jwks()["keys"]
    assert [jwk["kid"] for jwk in jwks] == list(keyring.public_keys)
    assert jwks[0]["kid"] == keyring.kid
    assert len(jwks) == 2
    for jwk in jwks:
        assert set(jwk) == {"kty", "n", "e", "use", "alg", "kid"}
        assert (jwk["kty"], jwk["use"], jwk["alg"]) == ("RSA", "sig", "RS256")
        members = json.dumps({k: jwk[k] for k in ("e", "kty", "n")}, separators=(",", ":"))
        digest = hashlib.sha256(members.encode()).digest()
        assert jwk["kid"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert decode_integer(jwks[0]["n"]) == rsa_key(2048).public_key().public_numbers().n


def test_a_development_key_is_made_once_and_kept_private(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    first = load_keyring(settings)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert load_keyring(settings).kid == first.kid
    folder = settings.blog_data_dir / "keys"
    assert [path.name for path in folder.iterdir()] == ["private.pem"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "private.pem").stat().st_mode) == 0o600


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        kids = set(pool.map(load_kid, [tmp_path] * 8))
    assert len(kids) == 1


def test_losing_the_race_for_the_first_key_takes_the_winners(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(path: Path, _: bytes) -> None:
        create_key_file(path, private_pem(rsa_key(2048)).encode())
        raise FileExistsError

    monkeypatch.setattr(keys, "create_key_file", lose)
    assert load_keyring(settings).kid == get_kid(rsa_key(2048).public_key())


def test_a_folder_that_cannot_be_written_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("os.link", refuse)
    with pytest.raises(UnusableKeyError, match=r"private\.pem: cannot be written: Read-only"):
        load_keyring(settings)
    assert list((settings.blog_data_dir / "keys").iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_key_that_others_can_read_is_warned_of(
    settings: Settings, caplog: pytest.LogCaptureFixture, mode: int
) -> None:
    load_keyring(with_key_file(settings, mode=mode, environment="production"))
    assert f"others may use this key (mode {mode:04o})" in caplog.text


def test_production_refuses_a_key_that_others_can_replace(settings: Settings) -> None:
    with pytest.raises(UnusableKeyError, match="others may write it"):
        load_keyring(with_key_file(settings, mode=0o620, environment="production"))
    load_keyring(with_key_file(settings, mode=0o620))
