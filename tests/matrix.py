"""Parser of the tables of `tests/contract/matrix`, and the actual value of each cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import httpx2

from tests.factories import PASSWORD
from tests.operations import FORM, JSON, MULTIPART
from tests.pictures import PICTURE, as_form
from tests.stage import Stage, Values

OWN: Final = ("inactive", "deleted")
# Of both kinds, and of nobody.
NO_CREDENTIAL: Final = (
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", '
    '"attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"}}'
)
PLACE: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Table:
    """One request, and its expected result by line and column."""

    request: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]

    @property
    def method(self) -> str:
        return self.request.split(maxsplit=1)[0]

    @property
    def operation(self) -> str:
        """Return `METHOD /path`, as routes are named."""
        return f"{self.method} {self.address.partition('?')[0]}"

    @property
    def address(self) -> str:
        return self.request.split(" ", 2)[1]

    @property
    def body(self) -> str:
        return self.request.partition(self.address)[2].strip()

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """Yield line, column and expectation."""
        for row, cells in self.rows.items():
            for column, cell in zip(self.columns, cells, strict=True):
                yield row, column, cell


def read_tables(text: str) -> list[Table]:
    """Split at blank lines; the first line of a block names the columns."""
    header, *blocks = text.strip().split("\n\n")
    return [read_table(tuple(header.split()), block.splitlines()) for block in blocks]


def read_table(columns: tuple[str, ...], lines: list[str]) -> Table:
    rows = {row: tuple(cells) for row, *cells in (line.split() for line in lines[1:])}
    assert len(rows) == len(lines) - 1, f"a line is there twice: {lines[0]}"
    return Table(lines[0], columns, rows)


def values_for(stage: Stage, row: str, column: str) -> Values:
    """Return the placeholders of a request of `column` for `row`."""
    person = stage.people.get(column)
    mine = {
        "my_username": person.username if person else "",
        "my_email": person.email if person else "",
        "my_refresh_token": person.refresh_token if person else "",
        "password": PASSWORD,
        "no_credential": NO_CREDENTIAL,
    }
    return mine | thing_of(stage, row, column)


def thing_of(stage: Stage, row: str, column: str) -> Values:
    """Return the target of a line: the author's, or their own for deleted and inactive accounts."""
    if row == "any":
        return {}
    if row.startswith("account-of-"):
        return stage.things[row.removeprefix("account-of-")]["account"]
    return stage.things[column if column in OWN else "author"][row]


def fill_in(text: str, values: Values) -> str:
    return PLACE.sub(lambda match: str(values[match[1]]), text)


async def send(stage: Stage, table: Table, column: str, values: Values) -> httpx2.Response:
    """Send the request of a table as the user of a column."""
    body = fill_in(table.body, values).encode() or None
    media_type = JSON if body and body.startswith(b"{") else FORM
    if table.body == PICTURE:
        body, media_type = as_form(), MULTIPART
    headers = stage.headers_of(column) | ({"Content-Type": media_type} if body else {})
    address = fill_in(table.address, values)
    return await stage.client.request(table.method, address, content=body, headers=headers)


async def observe(stage: Stage, table: Table, row: str, column: str, expected: str) -> str:
    """Return the actual cell; the database is restored afterwards."""
    values = values_for(stage, row, column)
    answer = await send(stage, table, column, values)
    changed = stage.photograph.changed_tables()
    if changed:
        stage.photograph.put_back()
    cell = f"{answer.status_code}{change_mark(table, answer, changed)}"
    if expected[-1] in "+-" and answer.is_success:
        cell += "+" if values["sign"] in answer.text else "-"
    return cell


def change_mark(table: Table, answer: httpx2.Response, changed: set[str]) -> str:
    """Return `=` for a write without effect; an effect of any other request is an error."""
    if table.method != "GET" and answer.is_success:
        return "" if changed else "="
    return f"!{','.join(sorted(changed))}" if changed else ""
