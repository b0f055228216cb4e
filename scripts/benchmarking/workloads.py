"""Workloads as the bytes of HTTP requests, the same for every server."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle, islice
from typing import Final

import psycopg

from benchmarking.clients import CONTENT, LIST, Facts, client_of
from benchmarking.filling import ABSENT, MIDDLING, RARE
from benchmarking.load import get, patch, post
from benchmarking.servers import Place, Server
from benchmarking.viewing import view

SAMPLE: Final = 2_000
PAGES: Final = 200
WORDS: Final = 200
SHORTEST_WORD: Final = 5
KNOWN_TAGS: Final = 50  # pages with known ETags
OLD_TAGS: Final = 32  # one for each connection
LOG_INS: Final = 16  # so that concurrent requests have different callers
TOKENS: Final[dict[int, list[str]]] = {}  # by port
WRITES_PER_SECOND: Final = 3_000  # more than any server can answer
EDITED: Final = 256  # posts, so that connections rarely edit the same one


@dataclass(frozen=True, slots=True)
class Workload:
    """`build` makes the requests for one server; a write needs new ones for every run.

    `connections` replaces the number of the effort; `viewed` counts a view of the first of
    `Facts.post_ids` once a second during the measurement.
    """

    key: str
    title: str
    build: Callable[[Server, Facts, Place, float], list[bytes]]
    expected: int = 200
    fresh: bool = False
    connections: int | None = None
    viewed: bool = False

    def expected_of(self, server: Server) -> int:
        return client_of(server).created if self.expected == HTTPStatus.CREATED else self.expected


def find_facts(url: str) -> Facts:
    """Return posts from all of the table, words of their titles, and the administrator."""
    with psycopg.connect(url) as connection:
        ((last,),) = connection.execute("SELECT max(id) FROM posts").fetchall()
        rows = connection.execute(
            "SELECT id, title FROM posts WHERE id = ANY(%s) AND deleted_at IS NULL"
            " AND status = 'published' AND published_at <= now() ORDER BY random()",
            (list(range(1, last, max(1, last // SAMPLE))),),
        ).fetchall()
        row = connection.execute("SELECT id, username FROM users WHERE role = 'admin'").fetchone()
    assert row
    words = words_of([title for _, title in rows])
    return Facts([post_id for post_id, _ in rows], row[0], row[1], last, words)


def words_of(titles: list[str]) -> list[str]:
    """Return different words of ASCII letters, which every server compares alike."""
    words = dict.fromkeys(word.lower() for title in titles for word in title.split())
    plain = [w for w in words if w.isascii() and w.isalpha() and len(w) >= SHORTEST_WORD]
    return plain[:WORDS]


def bearers(server: Server, facts: Facts, place: Place) -> list[str]:
    """Log in once for all rounds."""
    if server.port not in TOKENS:
        TOKENS[server.port] = several_tokens(server, facts, place)
    return TOKENS[server.port]


def several_tokens(server: Server, facts: Facts, place: Place) -> list[str]:
    return [client_of(server).log_in(server, facts, place) for _ in range(LOG_INS)]


def build_list(server: Server, _facts: Facts, _place: Place, _seconds: float) -> list[bytes]:
    return [get(client_of(server).page())]


def build_lists_apart(server: Server, *_: object) -> list[bytes]:
    """Return successive pages, up to `PAGES` or the last: different pages share no response."""
    client = client_of(server)
    pages = [client.page()]
    while len(pages) < PAGES:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{pages[-1]}") as answer:
            following = client.next_page(json.load(answer))
        if following is None:
            break
        pages.append(following)
    return [get(page) for page in pages]


def build_posts(server: Server, facts: Facts, _place: Place, _seconds: float) -> list[bytes]:
    return [get(client_of(server).post(post_id)) for post_id in facts.post_ids]


def build_searches(server: Server, facts: Facts, _place: Place, _seconds: float) -> list[bytes]:
    return [get(client_of(server).search(word)) for word in facts.words]


def build_rare_searches(server: Server, *_: object) -> list[bytes]:
    return [get(client_of(server).search(word)) for word in (RARE, MIDDLING, ABSENT)]


def build_me(server: Server, facts: Facts, place: Place, _seconds: float) -> list[bytes]:
    return [get("/api/users/me", Authorization=bearer) for bearer in bearers(server, facts, place)]


def build_creates(server: Server, facts: Facts, place: Place, seconds: float) -> list[bytes]:
    """Return requests to create posts, each with a unique slug."""
    several = cycle(bearers(server, facts, place))
    return [create(server, facts, next(several)) for _ in range(int(seconds * WRITES_PER_SECOND))]


def create(server: Server, facts: Facts, authorization: str) -> bytes:
    path, body = client_of(server).creation(facts)
    return post(path, json.dumps(body).encode(), Authorization=authorization)


def build_updates(server: Server, facts: Facts, place: Place, seconds: float) -> list[bytes]:
    """Create posts and return requests that change a word of their content, each another one."""
    several = cycle(bearers(server, facts, place))
    posts = cycle([client_of(server).create(server, facts, next(several)) for _ in range(EDITED)])
    total = int(seconds * WRITES_PER_SECOND)
    return [
        patch(
            client_of(server).post(post_id),
            json.dumps({"content": f"{CONTENT}Edit {number}."}).encode(),
            Authorization=next(several),
        )
        for number, post_id in enumerate(islice(posts, total))
    ]


def build_unchanged_list(server: Server, *_: object) -> list[bytes]:
    return unchanged(server.port, [LIST])


def build_unchanged_posts(server: Server, facts: Facts, *_: object) -> list[bytes]:
    return unchanged(server.port, [f"/api/posts/{id_}" for id_ in facts.post_ids[1:KNOWN_TAGS]])


def build_same_posts(_server: Server, facts: Facts, *_: object) -> list[bytes]:
    return [get(f"/api/posts/{id_}") for id_ in facts.post_ids[1:KNOWN_TAGS]]


def build_crowd(_server: Server, facts: Facts, *_: object) -> list[bytes]:
    return [get(f"/api/posts/{facts.post_ids[0]}")]


def build_crowd_with_old_tags(server: Server, facts: Facts, *_: object) -> list[bytes]:
    """Return conditional requests for one post, each with the ETag that it had before a view.

    None for a release whose ETags do not change with views.
    """
    path = f"/api/posts/{facts.post_ids[0]}"
    tags = [etag_before_view(server.port, path) for _ in range(OLD_TAGS)]
    if len(set(tags)) == 1:
        return []
    if len(set(tags)) < OLD_TAGS:
        raise ValueError(f"{len(set(tags))} different ETags after {OLD_TAGS} views of {path}")
    return [get(path, If_None_Match=str(tag)) for tag in tags]


def etag_before_view(port: int, path: str) -> str | None:
    tag = etag_of(port, path)
    view(port, path)
    return tag


def unchanged(port: int, paths: list[str]) -> list[bytes]:
    """Return conditional requests for responses with an ETag; an empty list if there are none."""
    tags = {path: etag_of(port, path) for path in paths}
    return [
        get(path, If_None_Match=tag)
        for path, tag in tags.items()
        if tag and is_unchanged(port, path, tag)
    ]


def is_unchanged(port: int, path: str, tag: str) -> bool:
    """Return True if the server answers 304 to its own ETag."""
    conditional = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"If-None-Match": tag}
    )
    try:
        with urllib.request.urlopen(conditional):  # noqa: S310  # our own server
            return False
    except urllib.error.HTTPError as refusal:
        return refusal.code == HTTPStatus.NOT_MODIFIED


def etag_of(port: int, path: str) -> str | None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        tag: str | None = answer.headers["ETag"]
        return tag


WORKLOADS: Final = (
    Workload("L", "The newest 20 with author and tags", build_list),
    Workload("Lapart", "Pages of 20, another one for each client", build_lists_apart),
    Workload("G", "One post, another one for each client", build_posts),
    Workload("M", "/users/me with a verified token", build_me),
    Workload(
        "search",
        "The newest 20 with a word of a title, another one for each client",
        build_searches,
    ),
    Workload(
        "few", "The newest 20 with a word that few posts have", build_rare_searches, connections=2
    ),
    Workload("create", "Create a post", build_creates, 201, fresh=True),
    Workload("update", "Change the content of a post", build_updates, fresh=True),
    Workload("L304", "The newest 20, unchanged", build_unchanged_list, 304),
    Workload("G304", "One post, unchanged", build_unchanged_posts, 304),
    Workload("lone", "One post, one client", build_same_posts, connections=1),
    Workload(
        "lone304", "One post, unchanged, one client", build_unchanged_posts, 304, connections=1
    ),
    Workload("crowd", "The same post for all, viewed once a second", build_crowd, viewed=True),
    Workload(
        "stale",
        "The same with a different old ETag for each",
        build_crowd_with_old_tags,
        viewed=True,
    ),
)
