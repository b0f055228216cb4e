"""Tags and categories: how often they are used, renaming, merging, and undoing that."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.errors import InvalidInputError, NotFoundError
from blog_api.http.fields import PathId
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.pagination import CursorPaging
from blog_api.http.parameters import from_query
from blog_api.permissions import Action, require
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Fault, Faults, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import SignedIn
from blog_api.studio.tabs import Tab
from blog_api.taxonomy import commands, queries
from blog_api.taxonomy.schemas import MAX_TERMS, CategoryIn, Kind, TagIn, TermOut

HERE: Final = f"{PATH}/tags"
ENTRY: Final = Entry(70, N_("Tags"), HERE, Action.RENAME_TAG)
PER_PAGE: Final = 50
SHOWN: Final = 150  # the most used; a search looks in `MAX_TERMS`
RENAME: Final[Mapping[Kind, Action]] = {
    "tag": Action.RENAME_TAG,
    "category": Action.RENAME_CATEGORY,
}
MODELS: Final[Mapping[Kind, type[TagIn | CategoryIn]]] = {"tag": TagIn, "category": CategoryIn}
TABS: Final = {"tag": N_("Tags"), "category": N_("Categories"), "change": N_("Changes")}
router = APIRouter(prefix=HERE)


class TermsQuery(BaseModel):
    kind: Literal["tag", "category"] = "tag"
    search: str = Field(default="", max_length=100)


class TermQuery(BaseModel):
    kind: Literal["tag", "category"]
    name: str = Field(min_length=1, max_length=100)


class ChangesQuery(BaseModel):
    cursor: str | None = Field(default=None, max_length=100)


@router.get("")
async def list_terms(
    visit: Author, query: Annotated[TermsQuery, from_query(TermsQuery)]
) -> Response:
    require(visit.actor, RENAME[query.kind])
    words = query.search.strip().casefold()
    terms = await queries.list_terms(visit.db, query.kind, MAX_TERMS)
    found = [term for term in terms if words in term.name.casefold()]
    return visit.render(
        "terms.html",
        query=query,
        terms=found[:SHOWN],
        has_more=len(found) > SHOWN,
        tabs=tabs_of(visit, query.kind),
    )


def tabs_of(visit: SignedIn, current: str) -> list[Tab]:
    paths = {"tag": HERE, "category": f"{HERE}?kind=category", "change": f"{HERE}/changes"}
    return [
        Tab(visit.gettext(title), paths[name], is_current=name == current)
        for name, title in TABS.items()
    ]


@router.get("/rename")
async def plan_rename(
    visit: Author, query: Annotated[TermQuery, from_query(TermQuery)]
) -> Response:
    require(visit.actor, RENAME[query.kind])
    return await show_rename(visit, query.kind, query.name, query.name)


@router.post("/rename", dependencies=[ExtendedDeadline])
async def rename(visit: Author, form: Fields) -> Response:
    """Rename or merge; a merge is shown first, as the form has not said that it is one."""
    term = parse_model(TermQuery, {"kind": form.get("kind"), "name": form.get("old_name")})
    require(visit.actor, RENAME[term.kind])
    typed = form.get("name").strip()
    try:
        new_name = parse_model(MODELS[term.kind], {"name": typed}).name
        merged = await queries.find_term(visit.db, term.kind, new_name)
        if merged is not None and new_name != term.name and form.get("merge") != new_name:
            return await show_rename(visit, term.kind, term.name, new_name, merged=merged)
        change = await visit.db.write(
            commands.rename_term, visit.actor, term.kind, term.name, new_name
        )
    except NotFoundError:
        faults = Faults([Fault("", visit.gettext("No post has this name any more."))])
        return await show_rename(visit, term.kind, term.name, typed, faults=faults)
    except InvalidInputError:
        faults = Faults([Fault("name", visit.gettext("This is the name it has."))])
        return await show_rename(visit, term.kind, term.name, typed, faults=faults)
    except RequestValidationError as error:
        faults = visit.faults(error)
        return await show_rename(visit, term.kind, term.name, typed, faults=faults)
    message = visit.ngettext(
        "“%(old)s” is now “%(new)s” in %(number)s post.",
        "“%(old)s” is now “%(new)s” in %(number)s posts.",
        change.post_count,
        old=change.old_name,
        new=change.new_name,
    )
    undo = f"{HERE}/changes/{change.id}/undo"
    return visit.redirect(f"{HERE}?kind={term.kind}", Flash(message, undo=undo))


async def show_rename(  # noqa: PLR0913  # what the form needs
    visit: SignedIn,
    kind: Kind,
    name: str,
    typed: str,
    *,
    merged: TermOut | None = None,
    faults: Faults | None = None,
) -> Response:
    found = await queries.find_term(visit.db, kind, name)
    return visit.render(
        "rename_term.html",
        status=422 if faults else 200,
        kind=kind,
        name=name,
        typed=typed,
        post_count=found.post_count if found else 0,
        merged=merged,
        faults=faults or Faults(),
    )


@router.get("/changes")
async def list_changes(
    visit: Author, query: Annotated[ChangesQuery, from_query(ChangesQuery)]
) -> Response:
    require(visit.actor, Action.LIST_TERM_CHANGES)
    page = await queries.list_changes(visit.db, CursorPaging(limit=PER_PAGE, cursor=query.cursor))
    here = f"{HERE}/changes"
    return visit.render(
        "term_changes.html",
        page=page,
        tabs=tabs_of(visit, "change"),
        next_path=f"{here}?cursor={page.next_cursor}" if page.next_cursor else None,
        is_first=query.cursor is None,
    )


@router.post("/changes/{change_id}/undo", dependencies=[ExtendedDeadline])
async def undo(visit: Author, change_id: PathId) -> Response:
    require(visit.actor, Action.UNDO_TERM_CHANGE)
    undone = await visit.db.write(commands.undo_change, visit.actor, change_id)
    message = visit.ngettext(
        "%(number)s post has its former name again.",
        "%(number)s posts have their former name again.",
        undone.restored,
    )
    if undone.left:
        message += " " + visit.ngettext(
            "%(number)s was edited since and is left alone.",
            "%(number)s were edited since and are left alone.",
            undone.left,
        )
    return visit.redirect(f"{HERE}/changes", message)
