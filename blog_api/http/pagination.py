"""Pages by cursor (keyset: equally fast and stable at any depth), by number, or by offset."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Generic, Literal, Self, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from blog_api.errors import InvalidInputError
from blog_api.http.fields import BIGINT_MAX, Output, fault_in, is_absent, require_digits

Item = TypeVar("Item")
USUAL_LIMIT: Final = 20
MAX_LIMIT: Final = 100
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR: Final = re.compile(r"([a-z_]{1,20})\.(-?[0-9]{1,19})\.([0-9]{1,19})", re.ASCII)
PAGING: Final = frozenset({"cursor", "page", "skip"})
DEEPEST: Final = 10_000  # rows that PostgreSQL skips in about 20 ms
COUNTED: Final = 10_000  # rows that it counts in about 2 ms

Limit = Annotated[
    int,
    Field(
        ge=1,
        le=MAX_LIMIT,
        description=f"Number of items on a page: 1 to {MAX_LIMIT}, {USUAL_LIMIT} without it.",
    ),
    BeforeValidator(require_digits),
]
PageNumber = Annotated[
    int,
    Field(
        ge=1,
        le=BIGINT_MAX,
        description=f"Number of the page, from 1, up to {DEEPEST:,} items deep. Not with `cursor` "
        "or `skip`.",
    ),
    BeforeValidator(require_digits),
]
Skip = Annotated[
    int,
    Field(
        ge=0,
        le=BIGINT_MAX,
        description=f"Number of items before the page, at most {DEEPEST:,}. Not with `cursor` or "
        "`page`.",
    ),
    BeforeValidator(require_digits),
]


class Page(Output, Generic[Item]):
    """`next_cursor` is null on the last page, `total` unless it was asked for."""

    items: list[Item]
    next_cursor: str | None
    total: int | None = None
    total_at_least: int | None = Field(
        default=None,
        exclude_if=is_absent,
        description=f"With `count=exact`, in place of a `total` of more than {COUNTED:,}.",
    )

    def counted(self, rows: int | None, *, all_of_them: bool = True) -> Self:
        """Return the page with its total, which stops at COUNTED unless it is exact."""
        if rows is None:
            return self
        exact = all_of_them and rows <= COUNTED
        name = "total" if exact else "total_at_least"
        return self.model_copy(update={name: min(rows, COUNTED)})


class CursorPaging(BaseModel):
    """Query parameters of a list that is read by cursor."""

    model_config = ConfigDict(frozen=True)

    limit: Limit = USUAL_LIMIT
    cursor: str | None = Field(
        default=None,
        max_length=100,
        description="`next_cursor` of the previous page: opaque, for the same list and order. "
        "Where a list has `page` and `skip` too, give one of the three.",
    )


class Paging(CursorPaging):
    """Query parameters of a list with all three ways to begin a page."""

    page: PageNumber | None = None
    skip: Skip | None = None
    count: Literal["exact"] | None = Field(
        default=None,
        description=f"Fill in `total` or, above {COUNTED:,}, `total_at_least`.",
    )

    @model_validator(mode="after")
    def refuse_two_ways(self) -> Self:
        """Reject two ways of paging at once."""
        given = sorted(name for name in PAGING if getattr(self, name) is not None)
        if len(given) > 1:
            raise fault_in(self, *given, msg="give one of cursor, page and skip")
        if self.offset > DEEPEST:
            reach = f"reaches {DEEPEST:,} rows deep; follow next_cursor to go on"
            raise fault_in(self, *given, msg=reach)
        return self

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.limit if self.page else self.skip or 0


@dataclass(frozen=True, slots=True)
class Key:
    """End of a page: the value that it is sorted by, and the id that breaks ties."""

    value: int
    id: int

    @property
    def instant(self) -> datetime:
        """The value as an instant."""
        try:
            return EPOCH + timedelta(microseconds=self.value)
        except OverflowError as error:
            raise invalid_cursor() from error


def microseconds(instant: datetime) -> int:
    """Return the exact time, which a float of seconds is not."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def write_cursor(sort: str, value: datetime | int, item_id: int) -> str:
    """Encode an opaque cursor; it names its sort, so that it cannot be used with another."""
    number = microseconds(value) if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(f"{sort}.{number}.{item_id}".encode()).decode().rstrip("=")


def read_cursor(sort: str, cursor: str | None) -> Key | None:
    """Return the key of a cursor; raise InvalidInputError if it is malformed or of another sort."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error) as error:
        raise invalid_cursor() from error
    match = CURSOR.fullmatch(text)
    if match is None or match[1] != sort:
        raise invalid_cursor()
    key = Key(int(match[2]), int(match[3]))
    if abs(key.value) > BIGINT_MAX or key.id > BIGINT_MAX:
        raise invalid_cursor()
    return key


def invalid_cursor() -> InvalidInputError:
    return InvalidInputError.at("query", "cursor", msg="is not a cursor of this list and sort")


def page_of(
    rows: Sequence[Item], limit: int, sort: str, key: Callable[[Item], tuple[datetime | int, int]]
) -> Page[Item]:
    """Return a page, given one row more than it holds."""
    items = list(rows[:limit])
    more = len(rows) > limit
    return Page(items=items, next_cursor=write_cursor(sort, *key(items[-1])) if more else None)


def link_header(request: Request, page: Page[Any], paging: CursorPaging) -> str:
    """Return relative links (RFC 8288): `first`, `next`, and `prev` of numbered pages."""
    path = quote(request.scope["path"])
    given = request.query_params.multi_items()
    filters = urlencode([part for part in given if part[0] not in PAGING])
    links = places(page.next_cursor, paging)
    return ", ".join(
        [f'<{address(path, filters, at)}>; rel="{name}"' for name, at in links.items()]
    )


def places(next_cursor: str | None, paging: CursorPaging) -> dict[str, dict[str, Any]]:
    """Return the parameters of each link, in the client's way of paging where possible."""
    links = neighbours(paging) if isinstance(paging, Paging) else {"first": {}}
    if next_cursor is None:
        links.pop("next", None)
    else:
        links.setdefault("next", {"cursor": next_cursor})
    return links


def neighbours(paging: Paging) -> dict[str, dict[str, Any]]:
    if paging.page is None and paging.skip is None:
        return {"first": {}}
    name, first, here, step = (
        ("page", 1, paging.page, 1) if paging.page else ("skip", 0, paging.skip or 0, paging.limit)
    )
    links = {"first": {name: first}}
    if here > first:
        links["prev"] = {name: max(first, here - step)}
    if paging.offset + paging.limit <= DEEPEST:
        links["next"] = {name: here + step}
    return links


def address(path: str, filters: str, at: dict[str, Any]) -> str:
    """Return the path and filters with other paging, whose values need no encoding."""
    query = "&".join([*([filters] if filters else []), *[f"{name}={at[name]}" for name in at]])
    return f"{path}?{query}" if query else path
