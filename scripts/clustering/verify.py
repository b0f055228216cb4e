"""Comparison of the journals with the rows of every node."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import psycopg

from clustering.inspection import is_whole
from clustering.journal import (
    FOLDER,
    Entry,
    acknowledged,
    failed_first_tries,
    impolite,
    longest_gap,
    longest_pause,
    read,
)
from clustering.layout import NODES, Lab
from clustering.processes import wait_for

HEALING_S: Final = 90
SELECT_POSTS: Final = "SELECT title, array_agg(id) FROM posts WHERE title = ANY(%s) GROUP BY title"
SELECT_COUNT: Final = "SELECT count(*) FROM posts"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of a load."""

    acknowledged: int
    lost: int
    doubled: int
    impolite: Counter[str]
    write_gap: float
    read_gap: float
    own_pause: float
    failed_first: int
    nodes_differ: int

    def lines(self) -> list[str]:
        others = ", ".join(f"{count} {what}" for what, count in self.impolite.items())
        return [
            f"acknowledged {self.acknowledged}, lost {self.lost}, doubled {self.doubled}",
            f"longest gap between writes {self.write_gap:.2f} s, reads {self.read_gap:.2f} s",
            f"longest pause of the load itself {self.own_pause:.2f} s",
            f"failed first tries {self.failed_first}",
            f"other than 2xx and 503 with Retry-After: {others or 'none'}",
            f"nodes that differ from the primary: {self.nodes_differ}",
        ]


def verify(lab: Lab) -> int:
    """Print the outcome of all loads so far; return 1 if a write was lost or doubled."""
    outcome = judge(lab, read(lab.folder / FOLDER))
    print("\n".join(outcome.lines()))
    return int(bool(outcome.lost or outcome.doubled))


def judge(lab: Lab, entries: Sequence[Entry]) -> Outcome:
    """Wait for a whole cluster, and compare."""
    wait_for(lambda: is_whole(lab), HEALING_S, "cluster with two streaming standbys")
    known = acknowledged(entries)
    stored = find_posts(lab.database_url("superuser"), list(known))
    return Outcome(
        acknowledged=len(known),
        lost=sum(not ids & stored.get(title, set()) for title, ids in known.items()),
        doubled=sum(len(stored.get(title, set()) | ids) > 1 for title, ids in known.items()),
        impolite=impolite(entries),
        write_gap=longest_gap(entries, "write"),
        read_gap=longest_gap(entries, "read"),
        own_pause=longest_pause(entries),
        failed_first=failed_first_tries(entries),
        nodes_differ=count_different(lab),
    )


def find_posts(url: str, titles: list[str]) -> dict[str, set[int]]:
    """Return the ids of these titles."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(SELECT_POSTS, (titles,)).fetchall()
    return {title: set(ids) for title, ids in rows}


def count_different(lab: Lab) -> int:
    """Count the nodes that do not reach the primary's number of posts within seconds."""
    with psycopg.connect(lab.database_url("superuser")) as connection:
        expected = connection.execute(SELECT_COUNT).fetchall()
    return sum(
        not wait_for(lambda node=node: count_at(lab, node) == expected, 10)  # type: ignore[misc]  # mypy cannot infer a default
        for node in NODES
    )


def count_at(lab: Lab, node: int) -> list[tuple[int]]:
    try:
        with psycopg.connect(lab.node_url(node)) as connection:
            return connection.execute(SELECT_COUNT).fetchall()
    except psycopg.Error:
        return []
