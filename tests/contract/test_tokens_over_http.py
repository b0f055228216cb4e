"""Forged, mutated and misplaced tokens over HTTP: all are rejected with the same error."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx2
import pytest
from typing_extensions import override

from blog_api.settings import Settings
from tests.crafted_tokens import spoilt
from tests.figures import log_event
from tests.operations import FORM
from tests.raw_client import send_raw
from tests.stage import Stage
from tests.token_forge import ABSENT, Forge
from tests.token_mutations import mutations

# Their fault in an access token is correct in a refresh token, or is checked by the session.
SOUND_AS_REFRESH = {
    "typ_1",
    "scope_null",
    "scope_absent",
    "refresh",
    "iat_longer_life_than_allowed",  # of an access token
}


@dataclass(frozen=True)
class RefreshForge(Forge):
    """`forge.token()` is the currently valid refresh token."""

    jti: str = ""

    @override
    def header(self, **changes: object) -> bytes:
        return super().header(**({"typ": "rt+jwt"} | changes))

    @override
    def claims(self, **changes: object) -> bytes:
        return super().claims(**({"scope": ABSENT, "jti": self.jti} | changes))


def claims_of(token: str) -> dict[str, str]:
    claims: dict[str, str] = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims


async def show(stage: Stage, token: str) -> httpx2.Response:
    """Send it as a bearer token; all characters below 256 can be sent."""
    value = b"Bearer " + token.encode("latin-1")
    headers = [(b"authorization", value), (b"x-request-id", b"same")]
    return await send_raw(stage.app, "GET", "/api/users/me", headers)


async def refresh(stage: Stage, token: str) -> httpx2.Response:
    """Send it as a refresh token."""
    headers = [(b"content-type", FORM.encode()), (b"x-request-id", b"same")]
    body = urlencode({"refresh_token": token}).encode()
    return await send_raw(stage.app, "POST", "/api/auth/refresh", headers, body)


def require_one_refusal(answers: list[httpx2.Response], status: int, code: str) -> None:
    """Require equal responses to the byte, so that a forger learns nothing."""
    bodies = {(answer.status_code, answer.text, str(answer.headers)) for answer in answers}
    assert len(bodies) == 1, bodies
    assert answers[0].status_code == status
    assert code in answers[0].text


def tell_of_tokens(answers: list[httpx2.Response]) -> None:
    log_event(
        "tokens",
        requests=len(answers),
        accepted=sum(answer.is_success for answer in answers),
        server_errors=sum(answer.is_server_error for answer in answers),
    )


def access_token(stage: Stage) -> str:
    return stage.people["author"].headers["Authorization"].partition(" ")[2]


@pytest.fixture
def forge(stage: Stage, settings: Settings) -> Forge:
    """Make the author's own access token."""
    claims = claims_of(access_token(stage))
    return Forge(stage.app.state.keys.present(), settings, int(claims["sub"]), int(claims["sid"]))


@pytest.fixture
def refresh_forge(forge: Forge, stage: Stage) -> RefreshForge:
    """Make the author's own refresh token."""
    jti = claims_of(stage.people["author"].refresh_token)["jti"]
    return RefreshForge(forge.keyring, forge.settings, forge.user_id, forge.session_id, jti)


async def test_crafted_access_tokens(stage: Stage, forge: Forge) -> None:
    assert (await show(stage, forge.token())).status_code == 200
    crafted = spoilt(forge)
    assert len(crafted) > 300
    answers = [await show(stage, token) for token in crafted.values()]
    tell_of_tokens(answers)
    require_one_refusal(answers, 401, "invalid_token")


async def test_crafted_refresh_tokens(stage: Stage, refresh_forge: RefreshForge) -> None:
    """Rejected before the session is looked up: it stays valid, and so does its real token."""
    crafted = spoilt(refresh_forge)
    answers = [
        await refresh(stage, token)
        for name, token in crafted.items()
        if name not in SOUND_AS_REFRESH
    ]
    tell_of_tokens(answers)
    require_one_refusal(answers, 400, "invalid_grant")
    assert not stage.photograph.changed_tables()
    assert (await refresh(stage, refresh_forge.token())).status_code == 200
    stage.photograph.put_back()


async def test_mutated_access_tokens(stage: Stage) -> None:
    """Blanks around a header's value are no part of it (RFC 9110 §5.5)."""
    original = access_token(stage)
    changed = [text for text in mutations(original) if text.strip(" \t") != original]
    answers = [await show(stage, text) for text in changed]
    tell_of_tokens(answers)
    require_one_refusal(answers, 401, "invalid_token")
    assert (await show(stage, original)).status_code == 200


async def test_mutated_refresh_tokens(stage: Stage) -> None:
    original = stage.people["author"].refresh_token
    answers = [await refresh(stage, text) for text in mutations(original)]
    tell_of_tokens(answers)
    require_one_refusal(answers, 400, "invalid_grant")
    assert not stage.photograph.changed_tables()


# Place of the token, its text, and the status.
USES = (
    ("GET /api/users/me", "Bearer {access}", 200),
    ("GET /api/users/me", "bearer  {access}", 200),
    ("GET /api/users/me", "Bearer {refresh}", 401),
    ("GET /api/users/me", "Basic {access}", 401),
    ("GET /api/users/me", "{access}", 401),
    ("GET /api/users/me", "Bearer", 401),
    ("GET /api/users/me", "Bearer {access}\x85", 401),
    ("GET /api/users/me", "Bearer {access}\xa0", 401),
    ("GET /api/users/me", "Bearer {access} {access}", 401),
    ("GET /api/users/me", "Bearer {access},Bearer {access}", 401),
    ("GET /api/users/me?access_token={access}", "", 401),
    ("GET /api/users/me", "Cookie: access_token={access}", 401),
    ("POST /api/auth/refresh", "refresh_token={refresh}", 200),
    ("POST /api/auth/refresh", "refresh_token={access}", 400),
    ("POST /api/auth/refresh", "refresh_token={refresh}&refresh_token={refresh}", 400),
    ("POST /api/auth/login", "grant_type=refresh_token&refresh_token={refresh}", 200),
    ("POST /api/auth/login", "grant_type=refresh_token&refresh_token={access}", 400),
    ("POST /api/auth/login", "username=author&password={access}", 400),
    ("POST /api/auth/login", "username=author&password={refresh}", 400),
    ("POST /api/auth/logout", "refresh_token={refresh}", 204),
    ("POST /api/auth/logout", "refresh_token={access}", 400),
    ("POST /api/auth/logout", "access_token={access}", 401),
    ("POST /api/auth/logout", "Bearer {refresh}", 401),
    ("POST /api/auth/password/reset", '{{"token":"{access}","new_password":"a new one!"}}', 422),
    ("POST /api/auth/password/reset", '{{"token":"{refresh}","new_password":"a new one!"}}', 422),
    ("POST /api/auth/email/verify", '{{"token":"{access}"}}', 422),
    ("POST /api/auth/email/verify", '{{"token":"{refresh}"}}', 422),
)


@pytest.mark.parametrize(("request_line", "shown", "status"), USES)
async def test_a_token_is_good_in_one_place_only(
    stage: Stage, request_line: str, shown: str, status: int
) -> None:
    tokens = {"access": access_token(stage), "refresh": stage.people["author"].refresh_token}
    method, target = request_line.format(**tokens).split(" ")
    headers, body = placed(method, shown.format(**tokens))
    answer = await send_raw(stage.app, method, target, headers, body)
    assert answer.status_code == status, answer.text
    stage.photograph.put_back()


def placed(method: str, shown: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Send it in a cookie, a JSON body, a form, or the Authorization header."""
    raw = shown.encode("latin-1")
    if shown.startswith("Cookie: "):
        return [(b"cookie", raw.removeprefix(b"Cookie: "))], b""
    if shown.startswith("{"):
        return [(b"content-type", b"application/json")], raw
    if method == "POST" and "=" in shown:
        return [(b"content-type", FORM.encode())], raw
    return ([(b"authorization", raw)] if raw else []), b""
