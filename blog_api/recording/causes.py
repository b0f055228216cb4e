"""Causes of versions: actor, way and reason."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import BigInteger, ColumnElement, Label, Text, bindparam, cast, null

from blog_api.db.statements import constant

Via = Literal[
    "edit", "import", "cli", "restore", "merge", "transfer", "term_change", "untrash", "migration"
]
OF_CAUSE: Final[dict[str, type[BigInteger] | type[Text]]] = {
    "actor_id": BigInteger,
    "via": Text,
    "note": Text,
    "restored_from": BigInteger,
    "token_id": BigInteger,
}


@dataclass(frozen=True, slots=True)
class Cause:
    """The reason for a version, as parameters of a recorded statement."""

    via: Via
    actor_id: int | None = None
    note: str | None = None
    restored_from: int | None = None
    token_id: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {f"revision_{name}": getattr(self, name) for name in OF_CAUSE}


def given_cause() -> list[ColumnElement[Any]]:
    """Return the columns of a cause as parameters, with the values of `Cause.values`."""
    return [
        bindparam(f"revision_{name}", type_=kind).label(name) for name, kind in OF_CAUSE.items()
    ]


def constant_cause(via: Via, actor: str | None = None) -> list[ColumnElement[Any]]:
    """Return the columns of a cause that is the same for each run of a statement.

    `actor` names the parameter with the id of the actor; `token_id` is then a parameter too.
    """
    known = {column.name: column for column in first_cause(via, actor)}
    return [known.get(name, cast(null(), kind).label(name)) for name, kind in OF_CAUSE.items()]


def first_cause(via: Via, actor: str | None = None) -> list[Label[Any]]:
    """Return the columns of a cause that can have a value in a first version."""
    given = {} if actor is None else {"actor_id": actor, "token_id": "token_id"}
    actors = [bindparam(value, type_=BigInteger).label(name) for name, value in given.items()]
    return [constant(via).label("via"), *actors]
