"""Links of mails: each leads to a page, of the studio where there is one."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.mail.claims import Addressee, Claimed, OutboxEmail
from blog_api.mail.messages import OCCASIONS, link_of
from blog_api.mail.one_time_tokens import LIFETIMES, Kind, Notice
from blog_api.settings import Settings
from tests.factories import World
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn


def email(kind: Kind | Notice) -> OutboxEmail:
    now = datetime.now(UTC)
    details = {"factor": "totp", "scopes": "", "role": "user", "device": "", "site": ""}
    claimed = Claimed(
        id=1,
        kind=kind,
        recipient="a@example.com",
        created_at=now,
        attempts=1,
        too_old=False,
        admitted=True,
        requester_network=None,
        user_id=1,
        details=details,
    )
    addressee = Addressee(
        user_id=1,
        username="ada",
        email="a@example.com",
        folded_email="a@example.com",
        is_known=True,
    )
    token = "secret-token" if kind in LIFETIMES else None
    return OutboxEmail(claimed, addressee, token)


@pytest.mark.parametrize("kind", OCCASIONS)
async def test_the_link_leads_to_a_page(
    settings: Settings, world: World, signed_in: SignIn, browser: Browser, kind: Kind | Notice
) -> None:
    url = urlsplit(link_of(settings, email(kind)))
    assert f"{url.scheme}://{url.netloc}" == settings.public_url
    path = f"{url.path or '/'}?{url.query}".removesuffix("?")
    for visitor in (browser, await signed_in(await world.user())):
        page = await visitor.get(path, site="cross-site")
        assert page.status == 200
        assert "/docs" not in path
    assert url.fragment == ("secret-token" if kind in LIFETIMES else "")


@pytest.mark.parametrize("kind", OCCASIONS)
async def test_without_the_studio_the_link_leads_to_the_documentation(
    settings: Settings, app: FastAPI, client: httpx2.AsyncClient, kind: Kind | Notice
) -> None:
    without = settings.model_copy(update={"studio_enabled": False})
    url = urlsplit(link_of(without, email(kind)))
    assert url.path in {"", "/docs"}
    if url.fragment:
        _, tag, operation = url.fragment.split("/")
        document = app.openapi()["paths"].values()
        found = [each for path in document for each in path.values() if "operationId" in each]
        assert any(each["operationId"] == operation and tag in each["tags"] for each in found)
    assert "secret-token" not in url.geturl()
