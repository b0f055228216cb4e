"""Key files that change while a server runs."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from blog_api.auth import key_source
from blog_api.auth.key_source import KeySource
from blog_api.auth.keys import RETIRED_FORMAT, get_kid
from blog_api.auth.tokens import Tokens
from blog_api.errors import InvalidTokenError
from blog_api.settings import Settings
from tests.key_material import make_keyring, private_pem, public_pem, rsa_key


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "public"
    folder.mkdir()
    (tmp_path / "private.pem").write_text(private_pem(rsa_key(2048)))
    (tmp_path / "private.pem").chmod(0o600)
    return Settings(
        _env_file=None,
        blog_data_dir=tmp_path,
        jwt_private_key_file=tmp_path / "private.pem",
        jwt_public_keys_dir=folder,
    )


class Clock:
    """A clock that only tests advance."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(key_source, "time", clock)
    return clock


def issue(number: int, settings: Settings) -> str:
    tokens = Tokens(make_keyring(number), settings)
    return tokens.issue_access(user_id=1, session_id=1, now=datetime.now(UTC))


def is_read(tokens: Tokens, token: str) -> bool:
    try:
        return tokens.read_access(token).user_id == 1
    except InvalidTokenError:
        return False


def test_a_new_key_verifies_and_a_removed_one_no_longer(settings: Settings, clock: Clock) -> None:
    keys = KeySource(settings)
    tokens, token = Tokens(keys.present(), settings, keys.present), issue(1, settings)
    file = (settings.jwt_public_keys_dir or Path()) / "other.pem"
    assert not is_read(tokens, token)
    file.write_text(public_pem(rsa_key(2048, 1)))
    assert not is_read(tokens, token), "not before ten seconds have passed"
    clock.now += 10
    assert is_read(tokens, token)
    assert get_kid(rsa_key(2048, 1).public_key()) in keys.present().public_keys
    file.unlink()
    assert is_read(tokens, token)
    clock.now += 10
    assert not is_read(tokens, token), "although the token was remembered"
    assert len(keys.present().jwks()["keys"]) == 1


def test_a_retired_key_ends_by_itself(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = timedelta(seconds=settings.refresh_token_expires_in)
    retired_at = datetime.now(UTC) - life + timedelta(seconds=60)
    name = f"old.retired-{retired_at.strftime(RETIRED_FORMAT)}.pem"
    ((settings.jwt_public_keys_dir or Path()) / name).write_text(public_pem(rsa_key(2048, 1)))
    keys = KeySource(settings)
    tokens, token = Tokens(keys.present(), settings, keys.present), issue(1, settings)
    assert is_read(tokens, token)

    later = datetime.now(UTC) + timedelta(seconds=120)
    clock_of_keys = SimpleNamespace(now=lambda _: later, strptime=datetime.strptime)
    monkeypatch.setattr("blog_api.auth.keys.datetime", clock_of_keys)
    clock.now += 10
    assert not is_read(tokens, token)


def test_a_rotated_private_key_signs(settings: Settings, clock: Clock) -> None:
    keys = KeySource(settings)
    tokens = Tokens(keys.present(), settings, keys.present)
    path = settings.jwt_private_key_file or Path()
    path.write_text(private_pem(rsa_key(2048, 1)))
    os.utime(path, ns=(1, 1))
    clock.now += 10
    token = tokens.issue_access(user_id=1, session_id=1, now=datetime.now(UTC))
    assert is_read(Tokens(make_keyring(1), settings), token)


def test_a_broken_file_leaves_the_keys_of_before(
    settings: Settings, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    keys = KeySource(settings)
    tokens = Tokens(keys.present(), settings, keys.present)
    token = tokens.issue_access(user_id=1, session_id=1, now=datetime.now(UTC))
    ((settings.jwt_public_keys_dir or Path()) / "half.pem").write_text("-----BEGIN")
    clock.now += 10
    assert is_read(tokens, token)
    assert "keys of before stay in use" in caplog.text


def test_a_token_of_an_unknown_key_is_worth_one_look(settings: Settings, clock: Clock) -> None:
    source = KeySource(settings)
    tokens = Tokens(source.present(), settings, source.present, source.search)
    folder = settings.jwt_public_keys_dir
    assert folder is not None
    clock.now = 3
    (folder / "one.pem").write_text(public_pem(rsa_key(2048, 2)))
    assert is_read(tokens, issue(2, settings)), "before the next regular check"
    (folder / "two.pem").write_text(public_pem(rsa_key(2048, 3)))
    assert not is_read(tokens, issue(3, settings)), "at most once in 10 seconds"
    clock.now = 13
    assert is_read(tokens, issue(3, settings))
