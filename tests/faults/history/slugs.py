"""Posts that share a slug: pairs that must both have been live, and conflicts without cause.

A post shown in a response stays so from that response until the next call that changes it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.faults.history.life import Kind, Op

Lives = Mapping[int, Sequence[Op]]
SHOW_LIVE: Final[frozenset[Kind]] = frozenset(
    {"created", "seen", "rewritten", "renamed", "restored", "restored_as"}
)
END_LIVE: Final[frozenset[Kind]] = frozenset({"renamed", "deleted", "destroyed"})
SHOW_AWAY: Final[frozenset[Kind]] = frozenset({"missing", "deleted", "in_trash", "destroyed"})
END_AWAY: Final[frozenset[Kind]] = frozenset(
    {"created", "restored", "restored_as", "undone", "swept_back"}
)


@dataclass(frozen=True, slots=True)
class Span:
    """A time during which a fact must have held."""

    post: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A conflict response for a slug."""

    slug: str
    called: float
    answered: float


def spans_after(post: int, shows: Sequence[Op], enders: Sequence[Op]) -> Iterator[tuple[Op, Span]]:
    """Yield the time for which each shown fact must have held; none during a concurrent change."""
    for shown in shows:
        changes = (op.called for op in enders if op is not shown and op.answered >= shown.called)
        end = min(changes, default=float("inf"))
        if end > shown.answered:
            yield shown, Span(post, shown.answered, end)


def of_kinds(ops: Sequence[Op], kinds: frozenset[Kind]) -> list[Op]:
    return [op for op in ops if op.kind in kinds]


def live_spans(lives: Lives) -> dict[str, list[Span]]:
    """Return for each slug the times at which each post must have been live under it."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for post, ops in lives.items():
        shows = [op for op in of_kinds(ops, SHOW_LIVE) if op.is_known and op.slug]
        for shown, span in spans_after(post, shows, of_kinds(ops, END_LIVE)):
            spans[shown.slug or ""].append(span)
    return spans


def find_doubles(lives: Lives) -> list[str]:
    """Return two posts that must have been live under one slug at the same time."""
    return [
        f"{first.post} and {second.post} were both live as {slug} at {second.start:.4f}"
        for slug, spans in live_spans(lives).items()
        for first, second in overlaps(sorted(spans, key=lambda span: span.start))
    ]


def overlaps(spans: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield each span with a later one of another post that begins before it ends."""
    for index, first in enumerate(spans):
        for second in spans[index + 1 :]:
            if second.start >= first.end:
                break
            if second.post != first.post:
                yield first, second


def find_baseless(lives: Lives, refusals: Sequence[Refused], uncertain: set[str]) -> list[str]:
    """Return conflicts for a slug that no post can have had at the time.

    `uncertain` are the slugs of creations without a response.
    """
    bearers: defaultdict[str, set[int]] = defaultdict(set)
    for post, ops in lives.items():
        for slug in {op.slug for op in ops if op.slug and op.kind != "not_at"}:
            bearers[slug].add(post)
    return [
        f"{refused.slug} was refused at {refused.answered:.4f}, and nobody had it"
        for refused in refusals
        if refused.slug not in uncertain
        and all(is_away(post, lives[post], refused) for post in bearers[refused.slug])
    ]


def is_away(post: int, ops: Sequence[Op], refused: Refused) -> bool:
    """Return true if a post cannot have been live during the whole span."""
    if min(op.called for op in ops if op.kind == "created") > refused.answered:
        return True
    shows = [op for op in of_kinds(ops, SHOW_AWAY) if op.is_known and op.answered < refused.called]
    spans = spans_after(post, shows, of_kinds(ops, END_AWAY))
    return any(span.start < refused.called and refused.answered < span.end for _, span in spans)
