"""Restore requests: open ones with their plans for administrators, one's own for authors."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.errors import AuthorDeletedError, PostDeletedError, RequestClosedError, SlugTakenError
from blog_api.http.fields import PathId
from blog_api.http.parameters import from_query
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Action, require
from blog_api.posts.schemas import RestoreIn
from blog_api.restore_requests.commands import asking, deciding
from blog_api.restore_requests.queries import get_request, get_row, list_requests
from blog_api.restore_requests.schemas import DeclineIn, RestoreRequestFilters
from blog_api.studio.addresses import address, next_address
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Faults, Form, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import INVALID, SignedIn
from blog_api.studio.settled import live_items, shown_state
from blog_api.studio.tabs import Tab

HERE: Final = f"{PATH}/requests"
ENTRY: Final = Entry(40, N_("Requests"), HERE, Action.LIST_RESTORE_REQUESTS)
STATES: Final = {
    "open": N_("Open"),
    "approved": N_("Restored"),
    "declined": N_("Declined"),
    "withdrawn": N_("Withdrawn"),
    "obsolete": N_("Settled otherwise"),
    "all": N_("All"),
}
IN_THE_WAY: Final = (SlugTakenError, AuthorDeletedError, PostDeletedError, RequestValidationError)
router = APIRouter(prefix=PATH)


class RequestsQuery(BaseModel):
    """Parameters of the page."""

    state: Literal["open", "approved", "declined", "withdrawn", "obsolete", "all"] = "open"
    cursor: str | None = Field(default=None, max_length=100)


@router.get("/requests")
async def list_all(
    visit: Author, query: Annotated[RequestsQuery, from_query(RequestsQuery)]
) -> Response:
    state = None if query.state == "all" else query.state
    filters = RestoreRequestFilters(state=state, cursor=query.cursor, limit=50)
    page = await list_requests(visit.db, visit.actor, filters)
    return visit.render(
        "requests.html",
        query=query,
        page=page,
        live=await live_items(visit, page.items),
        shown_state=shown_state,
        states=STATES,
        tabs=tabs_of(visit, query),
        decides=visit.can(Action.APPROVE_RESTORE_REQUEST),
        sees_accounts=visit.can(Action.RESTORE_USER),
        first_path=address(HERE, query, cursor=None),
        next_path=next_address(HERE, query, page),
    )


def tabs_of(visit: SignedIn, query: RequestsQuery) -> list[Tab]:
    return [
        Tab(
            visit.gettext(title),
            address(HERE, query, state=state, cursor=None),
            is_current=state == query.state,
        )
        for state, title in STATES.items()
    ]


@router.get("/requests/{request_id}")
async def show(visit: Author, request_id: PathId) -> Response:
    return await request_page(visit, request_id)


async def request_page(
    visit: SignedIn,
    request_id: int,
    form: Form | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    await get_row(visit.db, visit.actor, Action.LIST_RESTORE_REQUESTS, request_id)
    request = await get_request(visit.db, visit.actor, request_id)
    return visit.render(
        "request.html",
        status=status,
        request=request,
        live=await live_items(visit, [request]),
        shown_state=shown_state,
        states=STATES,
        form=form or Form(),
        faults=faults or Faults(),
        decides=visit.can(Action.APPROVE_RESTORE_REQUEST),
        sees_accounts=visit.can(Action.RESTORE_USER),
        sees_audit=visit.can(Action.LIST_AUDIT),
    )


@router.post("/requests/{request_id}/approve", dependencies=[WakesMailer])
async def approve(visit: Author, form: Fields, request_id: PathId) -> Response:
    require(visit.actor, Action.APPROVE_RESTORE_REQUEST)
    try:
        data = parse_model(RestoreIn, {"slug": form.get("slug").strip() or None})
        request = await visit.db.write(deciding.approve_request, visit.actor, request_id, data)
    except RequestClosedError:
        return decided_already(visit)
    except IN_THE_WAY as error:
        return await request_page(visit, request_id, form, visit.faults(error), INVALID)
    told = visit.gettext("Restored. Its author gets an email.")
    return visit.redirect(
        HERE, Flash(told, post=request.item.id if request.type == "post" else None)
    )


@router.post("/requests/{request_id}/decline", dependencies=[WakesMailer])
async def decline(visit: Author, form: Fields, request_id: PathId) -> Response:
    require(visit.actor, Action.DECLINE_RESTORE_REQUEST)
    try:
        data = parse_model(DeclineIn, {"reason": form.get("reason").strip()})
        await visit.db.write(deciding.decline_request, visit.actor, request_id, data)
    except RequestClosedError:
        return decided_already(visit)
    except RequestValidationError as error:
        return await request_page(visit, request_id, form, visit.faults(error), INVALID)
    return visit.redirect(
        HERE, visit.gettext("Declined. Its author gets an email with the reason.")
    )


@router.post("/requests/{request_id}/withdraw")
async def withdraw(visit: Author, request_id: PathId) -> Response:
    try:
        await visit.db.write(asking.withdraw_request, visit.actor, request_id)
    except RequestClosedError:
        return decided_already(visit)
    return visit.redirect(HERE, visit.gettext("The request is withdrawn."))


def decided_already(visit: SignedIn) -> Response:
    message = visit.gettext("This request is decided already.")
    return visit.redirect(HERE, Flash(message, kind="problem"))
