"""Every operation and its role: public, for users, or for administrators.

The role follows from the authorization matrix (`tests/contract/matrix`), which states for each
operation the status of every caller; a new route must be added there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from tests.contract.matrix import TEXTS
from tests.matrix import Table, read_tables

PAGES = {"/", "/openapi.json", "/docs", "/redoc", "/docs/assets/redoc.standalone.js"}
PARAMETER = re.compile(r"\{(\w+)\}")
MEMBERS = ("user", "author", "other")
ABSENT = {"slug": "no-such-slug", "username": "no-such-user"}


def statuses(tables: Iterable[Table]) -> dict[str, dict[str, set[str]]]:
    """Return the statuses of each operation by column of the matrix."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for table in tables:
        for _, column, cell in table.cells():
            found[table.operation][column].add(cell[:3])
    return found


STATUSES = {
    name: columns
    for name, columns in statuses(t for text in TEXTS for t in read_tables(text)).items()
    if name.removeprefix("GET ") not in PAGES
}
PUBLIC = {name for name, columns in STATUSES.items() if columns["nobody"] != {"401"}}
ADMIN = {
    name
    for name, columns in STATUSES.items()
    if name not in PUBLIC and all(columns[member] <= {"403"} for member in MEMBERS)
}
USER = STATUSES.keys() - PUBLIC - ADMIN


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    template: str
    route: APIRoute = field(compare=False)

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def path(self) -> str:
        """Return the path with ids that do not exist."""
        return PARAMETER.sub(lambda match: ABSENT.get(match[1], "999999999"), self.template)

    def answers(self, path: str) -> bool:
        """Return true if the path belongs to this operation."""
        return re.fullmatch(PARAMETER.sub("[^/]+", self.template), path) is not None


def operations(app: FastAPI) -> list[Operation]:
    """Return every operation, those of included routers too."""
    return sorted(find_operations(app), key=lambda operation: operation.name)


def find_operations(app: FastAPI) -> Iterator[Operation]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and context.path_format not in PAGES:
            for method in context.methods or ():
                yield Operation(method, str(context.path_format), route)


def methods_by_path(app: FastAPI) -> dict[str, set[str]]:
    """Return the methods for `Allow`; `/users/me` is not a path of `/users/{user_id}`."""
    known = operations(app)
    return {
        operation.path: with_head({o.method for o in known if o.template == operation.template})
        for operation in known
    }


def with_head(methods: set[str]) -> set[str]:
    return methods | {"HEAD"} if "GET" in methods else methods
