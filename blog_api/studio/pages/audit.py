"""The audit log: actors, actions and things, and everything about one of them."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.audit.queries import list_audit
from blog_api.audit.schemas import AuditEntryOut, AuditFilters
from blog_api.audit_log import TargetType
from blog_api.errors import NotFoundError
from blog_api.http.fields import BIGINT_MAX
from blog_api.http.parameters import from_query
from blog_api.permissions import Action, require
from blog_api.studio.addresses import address, next_address
from blog_api.studio.audit_words import THINGS, act_in_words, choices
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author
from blog_api.studio.forms import Fault, Faults, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import INVALID, SignedIn
from blog_api.studio.returned import counted
from blog_api.trash.schemas import DeletionCounts
from blog_api.users.queries import get_public_profile_by_username

HERE: Final = f"{PATH}/audit"
ENTRY: Final = Entry(90, N_("Audit"), HERE, Action.LIST_AUDIT)
Number = Annotated[str, Field(pattern=r"^[0-9]{0,18}$")]
Day = Literal[""] | date
router = APIRouter(prefix=PATH)


class AuditQuery(BaseModel):
    """Parameters of the page; a form sends those that are empty too."""

    actor: str = Field(default="", max_length=100)
    action: str = Field(default="", max_length=100)
    target_type: Literal[""] | TargetType = ""
    target_id: Number = ""
    request_id: str = Field(default="", max_length=128)
    after: Day = ""
    before: Day = ""
    cursor: str | None = Field(default=None, max_length=100)


@router.get("/audit")
async def list_entries(
    visit: Author, query: Annotated[AuditQuery, from_query(AuditQuery)]
) -> Response:
    require(visit.actor, Action.LIST_AUDIT)
    try:
        actor_id = await find_actor_id(visit, query.actor.strip())
    except NotFoundError:
        said = visit.gettext("No account has this user name. A deleted one is found by its number.")
        return page_of(visit, query, Faults([Fault("actor", said)]), status=INVALID)
    page = await list_audit(visit.db, filters_of(query, actor_id))
    return page_of(visit, query, page=page, next_path=next_address(HERE, query, page))


def page_of(
    visit: SignedIn, query: AuditQuery, faults: Faults | None = None, **values: Any
) -> Response:
    given = {"page": None, "next_path": None, "status": 200} | values
    return visit.render(
        "audit.html",
        query=query,
        faults=faults or Faults(),
        things={"": N_("All things"), **THINGS},
        actions=choices(visit.language),
        act=act_in_words,
        thing=lambda entry: thing_in_words(visit, entry),
        detail_rows=detail_rows,
        address=lambda **changes: address(HERE, AuditQuery(), **changes),
        first_path=address(HERE, query, cursor=None),
        clear=HERE,
        is_filtered=bool(address(HERE, query, cursor=None) != HERE),
        **given,
    )


async def find_actor_id(visit: SignedIn, name: str) -> int | None:
    if not name:
        return None
    if name.isascii() and name.isdigit():
        if int(name) > BIGINT_MAX:
            raise NotFoundError
        return int(name)
    return (await get_public_profile_by_username(visit.db, name)).id


def filters_of(query: AuditQuery, actor_id: int | None) -> AuditFilters:
    given: dict[str, Any] = {
        "actor": actor_id,
        "action": query.action.strip() or None,
        "target_type": query.target_type or None,
        "target_id": int(query.target_id) if query.target_id.strip("0") else None,
        "request_id": query.request_id.strip() or None,
        "after": midnight(query.after) if query.after else None,
        "before": end_of(query.before) if query.before else None,
        "cursor": query.cursor,
        "limit": 50,
    }
    return parse_model(AuditFilters, {name: each for name, each in given.items() if each})


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime | None:
    """Return the midnight after a day; None for the last day that there is, which needs no end."""
    return None if day == date.max else midnight(day + timedelta(days=1))


def thing_in_words(visit: SignedIn, entry: AuditEntryOut) -> str:
    """Return the kind and number of what the entry is about, or how many were deleted at once."""
    named = visit.gettext(THINGS[entry.target_type])
    if entry.target_id is not None:
        return f"{named} {entry.target_id}"
    if not entry.action.endswith(".delete"):
        return named
    return counted(visit, DeletionCounts.model_validate(entry.details["counts"])) or named


def detail_rows(entry: AuditEntryOut) -> list[tuple[str, str]]:
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in entry.details.items()
    ]
