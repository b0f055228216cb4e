"""Key rotation: no session ends, no key outlives its tokens."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from blog_api.auth import keys
from blog_api.auth.key_files import UnusableKeyError
from blog_api.auth.key_rotation import generate, list_keys, publish, rotate
from blog_api.auth.keys import load_keyring
from blog_api.settings import Settings
from tests.key_material import (
    load_kid,
    private_pem,
    public_pem,
    rsa_key,
    with_key,
    with_key_file,
    with_public_dir,
)

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "KEY_BITS", 2048)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, blog_data_dir=tmp_path)


def test_generate_makes_a_key_that_loads(settings: Settings) -> None:
    assert load_keyring(with_key(settings, generate().decode())).private_key.key_size == 2048


def test_rotation_keeps_the_old_key_until_its_tokens_have_expired(settings: Settings) -> None:
    now = datetime.now(UTC)
    old = load_keyring(settings).kid
    new = rotate(settings, now)
    assert list(load_keyring(settings).public_keys) == [new, old]
    life = timedelta(seconds=settings.refresh_token_expires_in)
    assert [key.state for key in list_keys(settings, now + life)] == ["active", "retired"]
    over = now + life + timedelta(seconds=2)
    assert [key.kid for key in list_keys(settings, over)] == [new]
    assert list(load_keyring(settings).public_keys) == [new, old], "listing removes nothing"
    newest = rotate(settings, over)
    assert list(load_keyring(settings).public_keys) == [newest, new]


def test_a_retired_key_ceases_to_verify_without_anyone_listing(settings: Settings) -> None:
    old = load_keyring(settings).kid
    rotate(settings, datetime.now(UTC) - timedelta(days=15))
    folder = settings.blog_data_dir / "keys" / "public"
    name = f"{old}.retired-20200101T000000Z.pem"
    (folder / name).write_text(public_pem(rsa_key(2048)))
    assert len(load_keyring(settings).public_keys) == 1
    rotate(settings)
    assert not (folder / name).exists()


def test_rotation_replaces_the_key_file_and_keeps_its_access(settings: Settings) -> None:
    configured = with_public_dir(with_key_file(settings, mode=0o640))
    old = load_keyring(configured)
    new = rotate(configured, NOW)
    assert load_keyring(configured).kid == new != old.kid
    assert configured.jwt_private_key_file is not None
    assert stat.S_IMODE(configured.jwt_private_key_file.stat().st_mode) == 0o640
    active, retired = list_keys(configured, NOW)
    assert (active.path, active.verifies_until) == (configured.jwt_private_key_file, None)
    assert retired.path is not None
    assert retired.path.name == f"{old.kid}.retired-20300102T030406Z.pem"
    assert stat.S_IMODE(retired.path.stat().st_mode) == 0o644 & ~current_umask()


def current_umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def test_keys_put_there_by_hand_are_never_dropped(settings: Settings) -> None:
    configured = with_public_dir(settings, partner=public_pem(rsa_key(2048, 1)))
    listed = list_keys(configured, NOW + timedelta(days=10_000))
    assert [key.state for key in listed] == ["active", "verifying"]
    assert listed[1].verifies_until is None


def test_a_date_that_is_none_is_not_guessed_at(settings: Settings) -> None:
    pem = public_pem(rsa_key(2048))
    configured = with_public_dir(settings, **{"k.retired-20259999T000000Z": pem})
    with pytest.raises(UnusableKeyError, match="is no date"):
        load_keyring(configured)


def test_rotation_refuses_what_it_cannot_do_safely(settings: Settings) -> None:
    with pytest.raises(UnusableKeyError, match="cannot be replaced from here"):
        rotate(with_key(settings, private_pem(rsa_key(2048))))
    with pytest.raises(UnusableKeyError, match="ends every session"):
        rotate(with_key_file(settings))


def test_two_rotations_at_once_are_refused_and_change_nothing(settings: Settings) -> None:
    old = load_keyring(settings).kid
    incoming = settings.blog_data_dir / "keys" / "private.pem.incoming"
    incoming.write_text("of another process")
    with pytest.raises(UnusableKeyError, match="another rotation is under way"):
        rotate(settings)
    assert incoming.read_text() == "of another process"
    assert [key.kid for key in list_keys(settings)] == [old]


def test_a_rotation_that_fails_leaves_the_old_key(settings: Settings) -> None:
    old = load_keyring(settings).kid
    public = settings.blog_data_dir / "keys" / "public"
    public.write_text("a file where the folder should be")
    with pytest.raises(UnusableKeyError, match="cannot be made"):
        rotate(settings)
    assert load_kid(settings.blog_data_dir) == old
    assert not (settings.blog_data_dir / "keys" / "private.pem.incoming").exists()


def test_an_environment_key_is_listed_without_a_path(settings: Settings) -> None:
    (listed,) = list_keys(with_key(settings, private_pem(rsa_key(2048))))
    assert (listed.path, listed.state, listed.bits) == (None, "active", 2048)


def test_a_published_key_verifies_before_it_signs(settings: Settings) -> None:
    old = load_keyring(settings).kid
    published = publish(settings)
    assert publish(settings) == published
    keyring = load_keyring(settings)
    assert (keyring.kid, set(keyring.public_keys)) == (old, {old, published})
    assert rotate(settings) == published
    assert list(load_keyring(settings).public_keys) == [published, old]
    assert [key.state for key in list_keys(settings)] == ["active", "retired"]
    newest = rotate(settings)
    assert newest != published
    ends = {key.kid: key.verifies_until for key in list_keys(settings)}
    assert set(ends) == {newest, published, old}
    assert all(ends[kid] for kid in (published, old)), "a published key is retired like another"
