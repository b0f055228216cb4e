"""Latency of the same requests on ten thousand posts and on millions, in turn.

With one connection a latency is the work of one request, in the server and in PostgreSQL.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final
from urllib.parse import quote

import psycopg

from benchmarking.clients import LIST, log_in
from benchmarking.filling import ABSENT, MIDDLING, RARE
from benchmarking.goals import Verdict, at_most
from benchmarking.load import Load, get
from benchmarking.outcome import run_own
from benchmarking.servers import Server
from benchmarking.workloads import find_facts
from blog_api.http.pagination import write_cursor

BOUND: Final = 1.5
SAMPLE: Final = 200
FULL_PAGES: Final = 40  # posts of an author, so that the page asked for is full in either set
COMMON, TWO_COMMON = "problem", "problem question"
SELECT_SLUGS: Final = "SELECT slug FROM posts WHERE id = ANY(%s)"
SELECT_AUTHORS: Final = """
SELECT author_id FROM posts WHERE id = ANY(%s) AND author_id IN (
    SELECT author_id FROM posts WHERE deleted_at IS NULL AND status = 'published'
    GROUP BY author_id HAVING count(*) >= %s)
"""
SELECT_TAGS: Final = """
SELECT name FROM term_counts WHERE kind = 'tag' GROUP BY name ORDER BY sum(post_count) DESC LIMIT 40
"""
SELECT_PLACES: Final = "SELECT published_at, id FROM posts WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Question:
    """A request with suitable values for either database."""

    name: str
    requests: tuple[list[bytes], list[bytes]]


@dataclass(frozen=True, slots=True)
class Answered:
    """Latencies in milliseconds in one round."""

    question: str
    posts: int
    round: int
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two databases, and its server."""

    posts: int
    url: str
    server: Server


def list_questions(sides: tuple[Side, Side]) -> list[Question]:
    small, large = (requests_on(side) for side in sides)
    return [Question(name, (small[name], large[name])) for name in small]


def requests_on(side: Side) -> dict[str, list[bytes]]:
    """Return requests by the name of the question."""
    facts = find_facts(side.url)
    ids = facts.post_ids[:SAMPLE]
    bearer = f"Bearer {log_in(side.server.port, facts.username)}"
    with psycopg.connect(side.url) as connection:
        slugs = connection.execute(SELECT_SLUGS, (ids,)).fetchall()
        authors = connection.execute(SELECT_AUTHORS, (facts.post_ids, FULL_PAGES)).fetchall()
        tags = connection.execute(SELECT_TAGS).fetchall()
        places = connection.execute(SELECT_PLACES, (ids,)).fetchall()
    cursors = [write_cursor("newest_published_at", *place) for place in places]
    words = {
        "rare": RARE,
        "middling": MIDDLING,
        "common": COMMON,
        "absent": ABSENT,
        "two words": TWO_COMMON,
        "rare and common": f"{RARE} {COMMON}",
    }
    return {
        "list": [get(LIST)],
        "list, anywhere in the middle": [get(f"{LIST}&cursor={cursor}") for cursor in cursors],
        "slug": [get(f"/api/posts/slug/{quote(slug)}") for (slug,) in slugs],
        "author": [get(f"{LIST}&author={author}") for (author,) in authors[:SAMPLE]],
        "tag": [get(f"{LIST}&tag={quote(tag)}") for (tag,) in tags],
        "trash": [get("/api/trash/posts?limit=20", Authorization=bearer)],
        **{
            f"search, {name}": [get(f"{LIST}&search={quote(text)}")] for name, text in words.items()
        },
    }


def ask_in_turn(
    sides: tuple[Side, Side], rounds: int, seconds: float, advance: Callable[[], None]
) -> list[Answered]:
    """Send each question to either side, in random order, round after round."""
    answered = []
    questions = list_questions(sides)
    for number in range(rounds):
        answered += [
            ask(question, at, sides[at], number, seconds)
            for question in questions
            for at in random.sample((0, 1), 2)
        ]
        advance()
    return answered


def ask(question: Question, at: int, side: Side, number: int, seconds: float) -> Answered:
    """Measure on one connection, after a short warm-up."""
    requests = question.requests[at]
    run_own(Load(side.server.port, requests, 1, seconds=seconds / 4))
    outcome = run_own(Load(side.server.port, requests, 1, seconds=seconds))
    return Answered(
        question.name,
        side.posts,
        number,
        outcome.p50_ms,
        outcome.p99_ms,
    )


def judge_scale(answered: Sequence[Answered]) -> list[Verdict]:
    """Compare the large database with the small one for each question."""
    few, many = sorted({each.posts for each in answered})
    names = dict.fromkeys(each.question for each in answered)
    return [
        at_most(
            f"{name}: {milliseconds(answered, name, few):.2f} ms,"
            f" then {milliseconds(answered, name, many):.2f} ms",
            BOUND,
            milliseconds(answered, name, many) / milliseconds(answered, name, few),
        )
        for name in names
    ]


def milliseconds(answered: Sequence[Answered], question: str, posts: int) -> float:
    """Return the median over rounds."""
    return median(
        each.p50_ms for each in answered if (each.question, each.posts) == (question, posts)
    )
