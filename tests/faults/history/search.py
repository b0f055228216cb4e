"""Search for an order of the operations on one post that all responses allow.

Wing and Gong's search with Lowe's memory: only an operation that was called before every open one
was answered may be next, and a set of done operations with the state it leads to is tried once. An
operation that changes nothing is taken as soon as possible, as it never constrains later ones.
"""

import math
from collections.abc import Iterator, Sequence

from tests.faults.history.life import ABSENT, Op, State, step

Place = tuple[int, State]


def find_unexplained(ops: Sequence[Op]) -> list[Op]:
    """Return the operations among which no order got further; empty when an order exists."""
    ordered = sorted(ops, key=lambda op: op.called)
    required = sum(1 << index for index, op in enumerate(ordered) if op.is_known)
    todo: list[Place] = [(0, ABSENT)]
    tried: set[Place] = set()
    furthest = 0
    while todo:
        place = settle(ordered, *todo.pop())
        if place[0] & required == required:
            return []
        if place not in tried:
            tried.add(place)
            furthest = max(furthest, place[0], key=lambda done: (done & required).bit_count())
            todo.extend(followers(ordered, *place))
    return [ordered[index] for index in next_ones(ordered, furthest)]


def settle(ops: Sequence[Op], done: int, state: State) -> Place:
    """Take all answered operations that may be next and change nothing."""
    before = -1
    while before != done:
        before = done
        for index in next_ones(ops, done):
            if ops[index].is_known and step(ops[index], state) == state:
                done |= 1 << index
    return done, state


def followers(ops: Sequence[Op], done: int, state: State) -> Iterator[Place]:
    """Yield the successor of each operation that may be next."""
    for index in next_ones(ops, done):
        after = step(ops[index], state)
        if after is not None and after != state:
            yield done | 1 << index, after


def next_ones(ops: Sequence[Op], done: int) -> list[int]:
    """Return open operations that were called before any open one was answered."""
    chosen: list[int] = []
    horizon = math.inf
    for index in range(first_open(done), len(ops)):
        op = ops[index]
        if op.called > horizon:
            break
        if not done >> index & 1:
            chosen.append(index)
            horizon = min(horizon, op.answered)
    return [index for index in chosen if ops[index].called <= horizon]


def first_open(done: int) -> int:
    """Return the index of the lowest unset bit."""
    return (~done & (done + 1)).bit_length() - 1
