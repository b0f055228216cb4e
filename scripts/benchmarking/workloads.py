"""What is asked, as the bytes that go over the wire; the same of every server."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import cycle
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
from jose import jwt

from benchmarking.filling import PASSWORD
from benchmarking.load import get, post
from benchmarking.servers import Place, Server

LIST: Final = "/api/posts?limit=20"
SAMPLE: Final = 2_000
PAGES: Final = 500
KNOWN_TAGS: Final = 50  # of which the ETags are known
LOG_INS: Final = 16  # so that those who call at the same time are not all the same caller
CREATES_PER_SECOND: Final = 3_000  # more than any of them manages
CONTENT: Final = "A paragraph of a post that somebody has just written. " * 18


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to ask for."""

    post_ids: list[int]
    user_id: int
    username: str
    last_id: int


@dataclass(frozen=True, slots=True)
class Workload:
    """`build` makes the requests for one server; a write needs new ones for every run."""

    key: str
    title: str
    build: Callable[[Server, Facts, Place, float], list[bytes]]
    expected: int = 200
    fresh: bool = False


def find_facts(url: str) -> Facts:
    """Posts from all of the table, and its administrator."""
    with psycopg.connect(url) as connection:
        ((last,),) = connection.execute("SELECT max(id) FROM posts").fetchall()
        ids = connection.execute(
            "SELECT id FROM posts WHERE id = ANY(%s) AND deleted_at IS NULL"
            " AND status = 'published' AND published_at <= now() ORDER BY random()",
            (list(range(1, last, max(1, last // SAMPLE))),),
        ).fetchall()
        row = connection.execute("SELECT id, username FROM users WHERE role = 'admin'").fetchone()
    assert row
    return Facts([post_id for (post_id,) in ids], row[0], row[1], last)


def forget_written(url: str, facts: Facts) -> None:
    """Take out what a run wrote: the newest page is the same for whoever is measured next."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM posts WHERE id > %s", (facts.last_id,))
        connection.execute("VACUUM posts, post_counters, post_search")


def bearers(server: Server, facts: Facts, place: Place) -> list[str]:
    """The product issues its own tokens, after log-ins; the others take any that is signed."""
    if server.kind.name == "product":
        tokens = [log_in(server.port, facts.username) for _ in range(LOG_INS)]
    else:
        key = place.private_key.read_text()
        tokens = [sign(facts.user_id, key) for _ in range(LOG_INS)]
    return [f"Bearer {token}" for token in tokens]


def sign(user_id: int, key: str) -> str:
    """A token as the baselines expect it."""
    claims = {
        "sub": str(user_id),
        "token_type": "access",
        "jti": uuid4().hex,
        "exp": datetime.now(UTC) + timedelta(days=1),
    }
    return str(jwt.encode(claims, key, "RS256"))


def log_in(port: int, username: str) -> str:
    """An access token."""
    form = login_form(username)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/auth/login", form) as answer:
        return str(json.load(answer)["access_token"])


def login_form(username: str) -> bytes:
    """The form of RFC 6749 §4.3."""
    fields = {"grant_type": "password", "username": username, "password": PASSWORD}
    return urlencode(fields).encode()


def build_list(_server: Server, _facts: Facts, _place: Place, _seconds: float) -> list[bytes]:
    return [get(LIST)]


def build_lists_apart(server: Server, *_: object) -> list[bytes]:
    """Pages one after another: whoever reads another page shares no answer."""
    pages = [LIST]
    while len(pages) < PAGES:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{pages[-1]}") as answer:
            cursor = json.load(answer)["next_cursor"]
        pages.append(f"{LIST}&cursor={cursor}")
    return [get(page) for page in pages]


def build_posts(_server: Server, facts: Facts, _place: Place, _seconds: float) -> list[bytes]:
    return [get(f"/api/posts/{post_id}") for post_id in facts.post_ids]


def build_me(server: Server, facts: Facts, place: Place, _seconds: float) -> list[bytes]:
    return [get("/api/users/me", Authorization=bearer) for bearer in bearers(server, facts, place)]


def build_creates(server: Server, facts: Facts, place: Place, seconds: float) -> list[bytes]:
    """Every one with a slug of its own."""
    several = cycle(bearers(server, facts, place))
    return [
        post("/api/posts", new_post(), Authorization=next(several))
        for _ in range(int(seconds * CREATES_PER_SECOND))
    ]


def new_post() -> bytes:
    """About a kilobyte."""
    slug = f"bench-{uuid4().hex}"
    return json.dumps(
        {
            "title": f"Measured {slug}",
            "content": CONTENT,
            "slug": slug,
            "tags": ["bench"],
            "status": "published",
        }
    ).encode()


def build_unchanged_list(server: Server, *_: object) -> list[bytes]:
    return unchanged(server.port, [LIST])


def build_unchanged_posts(server: Server, facts: Facts, *_: object) -> list[bytes]:
    return unchanged(server.port, [f"/api/posts/{id_}" for id_ in facts.post_ids[:KNOWN_TAGS]])


def unchanged(port: int, paths: list[str]) -> list[bytes]:
    """Conditional requests for what the server gives a tag to; none where it gives none."""
    tags = {path: etag_of(port, path) for path in paths}
    return [
        get(path, If_None_Match=tag)
        for path, tag in tags.items()
        if tag and is_unchanged(port, path, tag)
    ]


def is_unchanged(port: int, path: str, tag: str) -> bool:
    """Whether the server makes use of its own tag."""
    conditional = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"If-None-Match": tag}
    )
    try:
        with urllib.request.urlopen(conditional):  # noqa: S310  # our own server
            return False
    except urllib.error.HTTPError as refusal:
        return refusal.code == HTTPStatus.NOT_MODIFIED


def etag_of(port: int, path: str) -> str | None:
    """What the server says of this answer."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        tag: str | None = answer.headers["ETag"]
        return tag


WORKLOADS: Final = (
    Workload("L", "The newest 20 with author and tags", build_list),
    Workload("Lapart", "Pages of 20, for each of the readers another", build_lists_apart),
    Workload("G", "One post, for each of the readers another", build_posts),
    Workload("M", "/users/me with a verified token", build_me),
    Workload("create", "Create a post, durable", build_creates, 201, fresh=True),
    Workload("L304", "The newest 20, unchanged", build_unchanged_list, 304),
    Workload("G304", "One post, unchanged", build_unchanged_posts, 304),
)
