"""The life of one post: effects and observations of each operation.

An operation is given by its response. One without a response (`answered` is infinite) may have
happened at any later time, or never; where it could not have happened it does nothing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Kind = Literal[
    "created",
    "seen",
    "missing",
    "not_at",
    "rewritten",
    "renamed",
    "is_live",
    "deleted",
    "restored",
    "restored_as",
    "undone",
    "not_undone",
    "swept_back",
    "in_trash",
    "not_in_trash",
    "destroyed",
    "gone",
]


class State(NamedTuple):
    """`slug` and `deletion` are None where no response named them."""

    life: Literal["absent", "live", "trashed", "gone"]
    slug: str | None = None
    text: str | None = None
    deletion: int | None = None


ABSENT: Final = State("absent")
GONE: Final = State("gone")


@dataclass(frozen=True, slots=True)
class Op:
    """One operation on one post, from its call to its response."""

    kind: Kind
    called: float
    answered: float
    slug: str | None = None
    text: str | None = None
    deletion: int | None = None

    @property
    def is_known(self) -> bool:
        return self.answered < math.inf


Step = Callable[[Op, State], State | None]


def matches(told: str | None, held: str | None) -> bool:
    """Return true if they agree; unknown values match anything."""
    return told is None or held is None or told == held


def created(op: Op, state: State) -> State | None:
    return State("live", op.slug, op.text) if state.life == "absent" else None


def seen(op: Op, state: State) -> State | None:
    """Return the state after an observation, which settles an unknown slug."""
    if state.life != "live" or state.text != op.text or not matches(op.slug, state.slug):
        return None
    return state._replace(slug=op.slug)


def missing(_: Op, state: State) -> State | None:
    return None if state.life == "live" else state


def not_at(op: Op, state: State) -> State | None:
    return None if state.life == "live" and state.slug == op.slug else state


def rewritten(op: Op, state: State) -> State | None:
    """Return the state with another text under the same slug."""
    if state.life != "live" or not matches(op.slug, state.slug):
        return None
    return State("live", op.slug or state.slug, op.text)


def renamed(op: Op, state: State) -> State | None:
    return State("live", op.slug, op.text) if state.life == "live" else None


def is_live(_: Op, state: State) -> State | None:
    return state if state.life == "live" else None


def deleted(op: Op, state: State) -> State | None:
    return state._replace(life="trashed", deletion=op.deletion) if state.life == "live" else None


def restored(op: Op, state: State) -> State | None:
    """Return the restored state; a response shows it."""
    if state.life != "trashed" or not matches(op.slug, state.slug) or not is_text(op, state):
        return None
    return State("live", op.slug or state.slug, state.text)


def restored_as(op: Op, state: State) -> State | None:
    """Return the state restored under any slug; unknown without a response."""
    if state.life != "trashed" or not is_text(op, state):
        return None
    return State("live", op.slug, state.text)


def is_text(op: Op, state: State) -> bool:
    """Return true if the text agrees with the response, if there is one."""
    return matches(op.text, state.text)


def is_of(op: Op, state: State) -> bool:
    """Return true if it is in the trash by this deletion."""
    return state.life == "trashed" and state.deletion == op.deletion


def undone(op: Op, state: State) -> State | None:
    return State("live", state.slug, state.text) if is_of(op, state) else None


def not_undone(op: Op, state: State) -> State | None:
    return None if is_of(op, state) else state


def swept_back(op: Op, state: State) -> State | None:
    """Return the state after an undo: restored if the deletion still holds it, else unchanged."""
    return undone(op, state) or state


def in_trash(op: Op, state: State) -> State | None:
    if state.life != "trashed" or (op.deletion and state.deletion not in {None, op.deletion}):
        return None
    return state


def not_in_trash(_: Op, state: State) -> State | None:
    return None if state.life == "trashed" else state


def destroyed(_: Op, state: State) -> State | None:
    return GONE if state.life in {"live", "trashed"} else None


def gone(_: Op, state: State) -> State | None:
    return state if state.life in {"gone", "absent"} else None


STEPS: Final[dict[Kind, Step]] = {
    "created": created,
    "seen": seen,
    "missing": missing,
    "not_at": not_at,
    "rewritten": rewritten,
    "renamed": renamed,
    "is_live": is_live,
    "deleted": deleted,
    "restored": restored,
    "restored_as": restored_as,
    "undone": undone,
    "not_undone": not_undone,
    "swept_back": swept_back,
    "in_trash": in_trash,
    "not_in_trash": not_in_trash,
    "destroyed": destroyed,
    "gone": gone,
}


def step(op: Op, state: State) -> State | None:
    """Return the state after an operation, or None where its response would have differed."""
    return STEPS[op.kind](op, state)
