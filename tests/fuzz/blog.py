"""A synchronous client of the blog, which runs in a thread of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import psycopg
from anyio.from_thread import BlockingPortal, start_blocking_portal

from blog_api.main import create_app
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.database import empty
from tests.factories import PASSWORD
from tests.fuzz.model import Account

RETRIES = 2


@dataclass
class Blog:
    """Every response is checked against the OpenAPI document as well."""

    portal: BlockingPortal
    client: httpx2.AsyncClient
    database_url: str
    requests: int = 0
    busy: int = 0

    def send(
        self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any
    ) -> httpx2.Response:
        """Send one request; a 5xx fails the test.

        A server on an overloaded machine may respond 503: the request had no effect then, and is
        retried after `Retry-After`. The figures count these retries.
        """

        async def request() -> httpx2.Response:
            return await self.client.request(method, path, headers=headers or {}, **options)

        answer = self.portal.call(request)
        for _ in range(RETRIES):
            if answer.status_code != 503:
                break
            self.busy += 1
            time.sleep(int(answer.headers["retry-after"]))
            answer = self.portal.call(request)
        self.requests += 1
        assert answer.status_code < 500, answer.text
        return answer

    def log_in(self, email: str) -> httpx2.Response:
        """Return the response of the token endpoint."""
        form = {"username": email, "password": PASSWORD}
        return self.send("POST", "/api/auth/login", data=form)

    def make_admin(self) -> Account:
        """Create the only administrator, logged in."""
        body = {"username": "chief", "email": "chief@example.com", "password": PASSWORD}
        answer = self.send("POST", "/api/users", json=body)
        with psycopg.connect(self.database_url) as connection:
            connection.execute("UPDATE users SET role = 'admin'")
        token = self.log_in("chief@example.com").json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        account = Account(answer.json()["id"], "chief", "chief@example.com", headers)
        account.is_admin = account.is_logged_in = True
        return account

    def empty(self) -> None:
        """Delete all rows."""
        empty(self.database_url)


@contextmanager
def running_blog(settings: Settings, database_url: str) -> Iterator[Blog]:
    """Start the blog and stop it at the end."""
    app = create_app(settings)
    with (
        start_blocking_portal("asyncio") as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
    ):
        client = httpx2.AsyncClient(transport=CheckingTransport(app), base_url="http://test")
        yield Blog(portal, client, database_url)
        portal.call(client.aclose)
