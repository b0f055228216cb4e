"""Requests of a client to each kind of server: addresses, tokens and bodies."""

import json
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
from jose import jwt
from typing_extensions import override

from benchmarking.filling import PASSWORD
from benchmarking.pocketbase import DATABASE, email_of, record_id
from benchmarking.servers import Place, Server

LIST: Final = "/api/posts?limit=20"
CONTENT: Final = "A paragraph of a post that a person has just written. " * 18
BUSY_S: Final = 10
LATE: Final = 5
RECORDS: Final = "/api/collections/posts/records"


@dataclass(frozen=True, slots=True)
class Facts:
    """Ids, names and words that requests can ask for."""

    post_ids: list[int]
    user_id: int
    username: str
    last_id: int
    words: list[str]


class Client:
    """A client of the product and of the baselines with the same tables and addresses."""

    created: int = 201

    def page(self) -> str:
        """Return the path of the newest page."""
        return LIST

    def next_page(self, content: dict[str, Any]) -> str | None:
        """Return the path of the page after this one, or None after the last."""
        cursor = content.get("next_cursor")
        return f"{LIST}&cursor={quote(cursor)}" if cursor else None

    def post(self, post_id: int) -> str:
        return f"/api/posts/{post_id}"

    def search(self, word: str) -> str:
        return f"{LIST}&search={quote(word)}"

    def creation(self, _facts: Facts) -> tuple[str, dict[str, Any]]:
        """Return the path and a body of about a kilobyte, with a unique slug."""
        slug = f"bench-{uuid4().hex}"
        body = {"title": f"Measured {slug}", "content": CONTENT, "slug": slug}
        return "/api/posts", body | {"tags": ["bench"], "status": "published"}

    def create(self, server: Server, facts: Facts, authorization: str) -> int:
        """Create a post now and return its id."""
        path, body = self.creation(facts)
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}{path}",
            json.dumps(body).encode(),
            {"Authorization": authorization, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
            return int(json.load(answer)["id"])

    def log_in(self, server: Server, facts: Facts, _place: Place) -> str:
        """Return a value for the header Authorization."""
        return f"Bearer {log_in(server.port, facts.username)}"

    def forget_written(self, place: Place, facts: Facts) -> None:
        """Delete the posts of a run, so that the next server has the same newest page."""
        with psycopg.connect(place.url, autocommit=True) as connection:
            connection.execute("DELETE FROM posts WHERE id > %s", (facts.last_id,))
            connection.execute("VACUUM posts, post_counters, post_search")


class BaselineClient(Client):
    """A client of a baseline that accepts any token with a valid signature."""

    @override
    def log_in(self, server: Server, facts: Facts, place: Place) -> str:
        return f"Bearer {sign(facts.user_id, place.private_key.read_text())}"


class PocketBaseClient(Client):
    """A client of PocketBase, with the requests that cost it least.

    Pages continue by a filter instead of an offset, and records come whole: picking `fields` costs
    it more than sending the content.
    """

    created = 200

    @override
    def page(self) -> str:
        return self._list({})

    @override
    def next_page(self, content: dict[str, Any]) -> str | None:
        items = content["items"]
        last = items[-1]["published_at"] if items else None
        return self._list({"filter": f'published_at < "{last}"'}) if last else None

    @override
    def post(self, post_id: int) -> str:
        return f"{RECORDS}/{record_id('post', post_id)}?expand=author"

    @override
    def search(self, word: str) -> str:
        return self._list({"filter": f'title ~ "{word}" || content ~ "{word}"'})

    @override
    def creation(self, facts: Facts) -> tuple[str, dict[str, Any]]:
        _, body = super().creation(facts)
        more = {"author": record_id("user", facts.user_id), "excerpt": CONTENT[:200]}
        return RECORDS, body | more | {"published_at": datetime.now(UTC).isoformat()}

    @override
    def log_in(self, server: Server, facts: Facts, place: Place) -> str:
        body = {"identity": email_of(facts.user_id), "password": PASSWORD}
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/api/collections/users/auth-with-password",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
            return str(json.load(answer)["token"])

    @override
    def forget_written(self, place: Place, facts: Facts) -> None:
        with closing(sqlite3.connect(place.pocketbase / DATABASE, timeout=BUSY_S)) as connection:
            connection.execute("DELETE FROM posts WHERE id NOT BETWEEN 'post' AND 'posu'")
            connection.commit()

    def _list(self, more: dict[str, str]) -> str:
        query = {"perPage": "20", "skipTotal": "1", "sort": "-published_at,-id", "expand": "author"}
        return f"{RECORDS}?{urlencode(query | more, safe=',')}"


CLIENTS: Final = {
    "product": Client(),
    "baseline": BaselineClient(),
    "pocketbase": PocketBaseClient(),
}


def client_of(server: Server) -> Client:
    return CLIENTS[server.kind.style]


def sign(user_id: int, key: str) -> str:
    """Return a token in the format of the baselines."""
    claims = {
        "sub": str(user_id),
        "token_type": "access",
        "jti": uuid4().hex,
        "exp": datetime.now(UTC) + timedelta(days=1),
    }
    return str(jwt.encode(claims, key, "RS256"))


def log_in(port: int, username: str) -> str:
    """Return an access token of the product; try again if a busy machine made the login late."""
    form = login_form(username)
    for _ in range(LATE):
        with suppress(urllib.error.HTTPError):
            return token_of(port, form)
    return token_of(port, form)


def token_of(port: int, form: bytes) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/auth/login", form) as answer:
        return str(json.load(answer)["access_token"])


def login_form(username: str) -> bytes:
    """Return the form of RFC 6749 §4.3."""
    fields = {"grant_type": "password", "username": username, "password": PASSWORD}
    return urlencode(fields).encode()
