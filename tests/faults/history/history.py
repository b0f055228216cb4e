"""The log of responses, and its anomalies."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.history.life import Kind, Op
from tests.faults.history.search import find_unexplained
from tests.faults.history.slugs import Refused, find_baseless, find_doubles
from tests.faults.wire import Answer

Life = defaultdict[int, list[Op]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call and its response; `answer` is None where the outcome is unknown."""

    called: float
    answered: float
    answer: Answer | None

    @property
    def until(self) -> float:
        return self.answered if self.answer else math.inf

    def op(self, kind: Kind, **told: Any) -> Op:
        """Return its operation on a post."""
        return Op(kind, self.called, self.until, **told)


@dataclass(frozen=True, slots=True)
class Row:
    """The final state of a post in the database."""

    id: int
    slug: str
    text: str
    deletion: int | None


@dataclass(slots=True)
class History:
    """All responses, by post; those about no particular post, by slug."""

    lives: Life = field(default_factory=lambda: defaultdict(list))
    misses: list[tuple[str, Exchange]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    unanswered: dict[str, Op] = field(default_factory=dict)
    tags: dict[str, tuple[str, str]] = field(default_factory=dict)
    anomalies: list[str] = field(default_factory=list)
    operations: int = 0
    unknown: int = 0

    def add(self, post: int, op: Op) -> None:
        self.lives[post].append(op)

    def show(self, kind: Kind, exchange: Exchange) -> int:
        """Log a response that contains a post; return its id."""
        assert exchange.answer is not None
        post = exchange.answer.json
        shown = (post["slug"], post["content"])
        self.add(post["id"], exchange.op(kind, slug=shown[0], text=shown[1]))
        tag = exchange.answer.headers["etag"]
        if self.tags.setdefault(tag, shown) != shown:
            self.anomalies.append(f"{tag} stands for {self.tags[tag]} and for {shown}")
        return int(post["id"])

    def refuse(self, slug: str, exchange: Exchange) -> None:
        """Log a conflict response for a slug."""
        self.refusals.append(Refused(slug, exchange.called, exchange.answered))

    def find_anomalies(self, rows: Iterable[Row], now: float) -> list[str]:
        """Return everything that no order of events explains, with the present database."""
        self.adopt(rows, now)
        self.spread_misses()
        uncertain = {op.slug for op in self.unanswered.values() if op.slug}
        return [
            *self.anomalies,
            *(text for post in self.lives for text in explain(post, self.lives[post])),
            *find_doubles(self.lives),
            *find_baseless(self.lives, self.refusals, uncertain),
        ]

    def adopt(self, rows: Iterable[Row], now: float) -> None:
        """Add the end of each post, and the beginning of those with an unanswered creation."""
        there = {row.id: row for row in rows}
        for post in {*self.lives, *there}:
            self.lives[post].append(end_of(there.get(post), now))
        for post, ops in self.lives.items():
            for text in {op.text for op in ops} & self.unanswered.keys():
                self.add(post, self.unanswered.pop(str(text)))

    def spread_misses(self) -> None:
        """Apply each 404 of a slug to every post that may have had it."""
        bearers = bearers_of(self.lives)
        for slug, exchange in self.misses:
            for post in bearers[slug]:
                if self.lives[post][0].called < exchange.answered:
                    self.add(post, exchange.op("not_at", slug=slug))


def bearers_of(lives: Life) -> defaultdict[str, set[int]]:
    """Return for each slug every post with an operation that names it."""
    bearers: defaultdict[str, set[int]] = defaultdict(set)
    for post, ops in lives.items():
        for slug in {op.slug for op in ops if op.slug}:
            bearers[slug].add(post)
    return bearers


def end_of(row: Row | None, now: float) -> Op:
    """Return the final observation of a post from the database."""
    if row is None:
        return Op("gone", now, now)
    if row.deletion is not None:
        return Op("in_trash", now, now, row.slug, row.text, row.deletion)
    return Op("seen", now, now, row.slug, row.text)


def explain(post: int, ops: list[Op]) -> list[str]:
    """Return the anomalies of one post; empty when there is an order."""
    stuck = find_unexplained(ops)
    return [f"post {post}: no order explains {stuck}"] if stuck else []
