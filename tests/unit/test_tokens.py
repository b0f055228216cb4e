"""`Tokens` reads the tokens that it issues, and no others."""

import base64
import json
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from blog_api.auth import token_claims
from blog_api.auth import tokens as tokens_module
from blog_api.auth.tokens import Tokens, UnknownIssuerError
from blog_api.errors import InvalidTokenError
from blog_api.settings import Settings
from tests.crafted_tokens import crafted_tokens, loosen
from tests.key_material import make_keyring
from tests.token_forge import ABSENT, Forge

SETTINGS = Settings(_env_file=None, blog_data_dir=Path("nowhere"), public_url="http://blog.test")


KEYRING = make_keyring(0, 1)
FORGE = Forge(KEYRING, SETTINGS)
REFRESH_HEADER = FORGE.header(typ="rt+jwt")


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(KEYRING, SETTINGS)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def issue_refresh(tokens: Tokens, now: datetime, jti: str = "a-jti") -> str:
    expires_at = now + timedelta(seconds=60)
    return tokens.issue_refresh(
        user_id=7, session_id=8, jti=jti, issued_at=now, expires_at=expires_at
    )


def refuses(tokens: Tokens, token: str) -> bool:
    """Require one error text for every cause; any other error passes through."""
    try:
        with pytest.raises(InvalidTokenError) as access:
            tokens.read_access(token)
    except UnknownIssuerError:
        return True  # `read_token` rejects it, unless the database knows the issuer
    assert str(access.value) == InvalidTokenError.detail
    assert access.value.__cause__ is None
    assert access.value.extra == {}
    return True


def decode_parts(token: str) -> Iterator[dict[str, object]]:
    for part in token.split(".")[:2]:
        yield json.loads(base64.urlsafe_b64decode(part + "=="))


def test_an_access_token_says_what_the_contract_says(tokens: Tokens, now: datetime) -> None:
    header, claims = decode_parts(tokens.issue_access(user_id=7, session_id=8, now=now))
    assert header == {"alg": "RS256", "kid": KEYRING.kid, "typ": "at+jwt"}
    assert len(str(claims.pop("jti"))) == 32
    issued_at = int(now.timestamp())
    times = {"iat": issued_at, "exp": issued_at + 900}
    whose = {"iss": "http://blog.test", "aud": "blog-api", "sub": "7", "sid": "8", "scope": "blog"}
    how = {"amr": ["pwd"], "auth_time": claims["iat"]}
    assert claims == whose | times | how | {"client_id": "blog_api"}


def test_a_refresh_token_says_what_the_contract_says(tokens: Tokens, now: datetime) -> None:
    header, claims = decode_parts(issue_refresh(tokens, now))
    assert header == {"alg": "RS256", "kid": KEYRING.kid, "typ": "rt+jwt"}
    issued_at = int(now.timestamp())
    times = {"iat": issued_at, "exp": issued_at + 60}
    whose = {"iss": "http://blog.test", "aud": "blog-api", "sub": "7", "sid": "8", "jti": "a-jti"}
    assert claims == whose | times


@pytest.mark.parametrize("number", [1, 7, 10**18, 2**63 - 1])
def test_what_was_issued_is_read(tokens: Tokens, number: int, now: datetime) -> None:
    access = tokens.issue_access(user_id=number, session_id=number, now=now)
    claims = tokens.read_access(access)
    assert (claims.user_id, claims.session_id) == (number, number)
    assert claims.issued_at == now.replace(microsecond=0)
    assert claims.expires_at - claims.issued_at == timedelta(seconds=900)
    refresh = tokens.read_refresh(issue_refresh(tokens, now))
    assert (refresh.user_id, refresh.session_id, refresh.jti) == (7, 8, "a-jti")


def test_access_tokens_differ_and_equal_refresh_tokens_do_not(
    tokens: Tokens, now: datetime
) -> None:
    issued = {tokens.issue_access(user_id=7, session_id=8, now=now) for _ in range(5)}
    assert len(issued) == 5
    assert issue_refresh(tokens, now) == issue_refresh(Tokens(KEYRING, SETTINGS), now)
    assert issue_refresh(tokens, now, "one") != issue_refresh(tokens, now, "other")


def test_neither_kind_is_accepted_in_the_others_place(tokens: Tokens, now: datetime) -> None:
    refuses(tokens, issue_refresh(tokens, now))
    with pytest.raises(InvalidTokenError):
        tokens.read_refresh(tokens.issue_access(user_id=7, session_id=8, now=now))


def test_a_hand_made_token_is_read(tokens: Tokens) -> None:
    """Otherwise the crafted ones below would be rejected for another reason."""
    assert tokens.read_access(FORGE.token()).jti == "crafted"
    assert tokens.read_refresh(FORGE.token(REFRESH_HEADER, FORGE.claims(scope=ABSENT))).user_id == 1


@pytest.mark.parametrize("offer", ["jku", "jwk", "x5u", "x5c"])
def test_keys_offered_by_the_header_are_ignored(tokens: Tokens, offer: str) -> None:
    header = FORGE.header(**{offer: "https://evil.example"})
    assert tokens.read_access(FORGE.token(header)).user_id == 1


@pytest.fixture(scope="module")
def crafted() -> dict[str, str]:
    return crafted_tokens(KEYRING, SETTINGS)


def test_crafted_tokens_are_refused(
    tokens: Tokens, crafted: dict[str, str], subtests: pytest.Subtests
) -> None:
    for name, token in crafted.items():
        with subtests.test(name):
            assert refuses(tokens, token)


def test_crafted_tokens_are_no_refresh_tokens_either(
    tokens: Tokens, crafted: dict[str, str], subtests: pytest.Subtests
) -> None:
    for name in crafted.keys() - {"refresh"}:
        with subtests.test(name), pytest.raises(InvalidTokenError):
            tokens.read_refresh(crafted[name])


def test_crafted_tokens_travel_in_a_header_and_are_many(crafted: dict[str, str]) -> None:
    allowed = set(string.printable) - set(string.whitespace)
    assert all(set(token) <= allowed for token in crafted.values())
    assert len(crafted) > 300


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "sid", "jti", "iat", "exp"])
def test_a_refresh_token_lacks_nothing(tokens: Tokens, claim: str) -> None:
    claims = FORGE.claims(scope=ABSENT, **{claim: ABSENT})
    with pytest.raises(InvalidTokenError):
        tokens.read_refresh(FORGE.token(REFRESH_HEADER, claims))


NO_TEXT = [None, b"a.b.c", 7, 7.5, ["a"], {"a": 1}, ("a",), object()]
NO_HEADER = ["", " ", "\x00", "a.b.\ud800", "ä.ö.ü", "\uff11.\uff12.\uff13", "a\nb.c.d"]


@pytest.mark.parametrize("token", [*NO_TEXT, *NO_HEADER])
def test_what_no_header_can_carry_is_refused_too(tokens: Tokens, token: str) -> None:
    assert refuses(tokens, token)
    with pytest.raises(InvalidTokenError):
        tokens.read_refresh(token)


@pytest.mark.parametrize("place", ["{} ", " {}", "{}\n", "\t{}", "{}\x00", "\ufeff{}"])
def test_white_space_around_a_token_is_refused(tokens: Tokens, place: str) -> None:
    assert refuses(tokens, place.format(FORGE.token()))


def test_a_signature_has_one_spelling(tokens: Tokens) -> None:
    """256 bytes leave four bits of the last letter unused, and jose ignores them."""
    token = FORGE.token()
    tokens.read_access(token)
    assert refuses(tokens, loosen(token))


def test_a_skew_of_a_minute_is_borne(tokens: Tokens) -> None:
    early = FORGE.claims(iat=int(datetime.now(UTC).timestamp()) + 50)
    assert tokens.read_access(FORGE.token(claims=early)).user_id == 1


def set_clock(monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    clock = SimpleNamespace(now=lambda tz: datetime.now(tz) + timedelta(seconds=ahead))
    monkeypatch.setattr(token_claims, "datetime", clock)


def test_a_remembered_token_still_expires(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    token = tokens.issue_access(user_id=7, session_id=8, now=now)
    assert tokens.read_access(token) is tokens.read_access(token)
    set_clock(monkeypatch, 890)
    tokens.read_access(token)
    set_clock(monkeypatch, 901)
    assert refuses(tokens, token)
    set_clock(monkeypatch, -70)
    assert refuses(tokens, token)


def test_a_token_is_dead_at_the_instant_it_expires(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = FORGE.token()
    claims = tokens.read_access(token)
    for short in (timedelta(microseconds=1), timedelta()):
        clock = SimpleNamespace(now=lambda _, short=short: claims.expires_at - short)
        monkeypatch.setattr(token_claims, "datetime", clock)
        assert short or refuses(tokens, token)
        assert not short or tokens.read_access(token) == claims


def test_memory_is_bounded_and_holds_no_refused_token(
    now: datetime, crafted: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens_module, "CACHED_TOKENS", 2)
    tokens = Tokens(KEYRING, SETTINGS)
    remembered = tokens._verify_access.cache_info  # noqa: SLF001  # the cache is what the test is about
    assert refuses(tokens, crafted["typ_0"])
    assert remembered().currsize == 0
    for session_id in range(1, 5):
        tokens.read_access(tokens.issue_access(user_id=7, session_id=session_id, now=now))
    assert remembered().currsize == 2


def test_a_rotated_key_verifies_until_it_is_gone(now: datetime) -> None:
    old, new = Tokens(make_keyring(1), SETTINGS), Tokens(make_keyring(0, 1), SETTINGS)
    token = old.issue_access(user_id=7, session_id=8, now=now)
    assert new.read_access(token).user_id == 7
    assert refuses(Tokens(make_keyring(0), SETTINGS), token)
    assert refuses(old, new.issue_access(user_id=7, session_id=8, now=now))
