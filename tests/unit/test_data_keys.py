"""Data keys: parsing, encryption bound to its row, and the secrets that derive from them."""

import base64
from pathlib import Path

import pytest
from pydantic import SecretStr

from blog_api.auth.data_keys import (
    DataKeySource,
    Encrypted,
    MissingDataKeyError,
    load_data_keys,
    parse_data_keys,
)
from blog_api.auth.key_files import UnusableKeyError
from blog_api.main import create_app
from blog_api.settings import Settings

# Fixed, since the names of parametrized tests contain them.
ONE = base64.b64encode(bytes(range(32))).decode()
TWO = base64.b64encode(bytes(range(32, 64))).decode()


def settings_with(tmp_path: Path, **changes: object) -> Settings:
    base = Settings(_env_file=None, blog_data_dir=tmp_path)
    return base.model_copy(update=changes)


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    old, both = parse_data_keys(ONE, "test"), parse_data_keys(f"{TWO},{ONE}\n", "test")
    assert old.current
    assert both.current
    assert both.current.fingerprint != old.current.fingerprint
    sealed = Encrypted(old.current.fingerprint, old.current.seal(b"secret", "totp 1"))
    assert both.decrypt(sealed, "totp 1") == b"secret"
    new = Encrypted(both.current.fingerprint, both.current.seal(b"secret", "totp 1"))
    with pytest.raises(MissingDataKeyError, match=both.current.fingerprint):
        old.decrypt(new, "totp 1")


def test_a_value_is_of_no_use_to_another_account_or_when_changed() -> None:
    keys = parse_data_keys(ONE, "test")
    assert keys.current
    sealed = keys.current.seal(b"secret", "totp 1")
    assert b"secret" not in sealed
    assert sealed != keys.current.seal(b"secret", "totp 1")
    with pytest.raises(MissingDataKeyError):
        keys.decrypt(Encrypted(keys.current.fingerprint, sealed), "totp 2")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(MissingDataKeyError):
        keys.decrypt(Encrypted(keys.current.fingerprint, changed), "totp 1")


@pytest.mark.parametrize(
    "text", ["", " ", "x", base64.b64encode(bytes(31)).decode(), f"{ONE} short", ONE[:-1] + "!"]
)
def test_anything_else_is_no_key_and_is_not_quoted(text: str) -> None:
    with pytest.raises(UnusableKeyError, match=r"DATA_KEY: .*data-key generate") as refusal:
        parse_data_keys(text, "DATA_KEY")
    assert ONE not in str(refusal.value)


def test_development_makes_one_key_and_production_none(tmp_path: Path) -> None:
    first = load_data_keys(settings_with(tmp_path))
    assert first.current
    assert (tmp_path / "keys" / "data.key").stat().st_mode & 0o077 == 0
    assert load_data_keys(settings_with(tmp_path)).by_fingerprint.keys() == (
        first.by_fingerprint.keys()
    )
    assert load_data_keys(settings_with(tmp_path, environment="production")).current is None


def test_a_running_server_reads_a_changed_file(tmp_path: Path) -> None:
    path = tmp_path / "data.key"
    path.write_text(ONE)
    source = DataKeySource(settings_with(tmp_path, data_key_file=path))
    path.write_text(f"{TWO}\n{ONE}")
    assert len(source.present().by_fingerprint) == 2
    path.write_text("damaged")
    assert len(source.present().by_fingerprint) == 2


def test_a_new_signing_key_changes_no_derived_secret(tmp_path: Path) -> None:
    """Without a data key they still derive from the signing key, as before."""
    apps = [
        create_app(settings_with(tmp_path / name, data_key=SecretStr(key)))
        for name, key in (("a", ONE), ("b", ONE), ("c", TWO))
    ]
    assert len({app.state.keys.present().kid for app in apps}) == 3
    for name in ("log_secret", "visitor_secret"):
        one, other_signing, other_data = (getattr(app.state, name) for app in apps)
        assert one == other_signing != other_data
