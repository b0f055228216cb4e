"""People: the list of accounts, a profile, and changes of role, activity and profile."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.errors import EmailTakenError, LastAdminError, UsernameTakenError
from blog_api.http.fields import PathId
from blog_api.http.parameters import from_query
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Action, require
from blog_api.studio.addresses import address, next_address
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields, require_confirmed
from blog_api.studio.forms import Faults, Form, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import INVALID, SignedIn, constraints_as_errors
from blog_api.users.commands import update_user
from blog_api.users.queries import get_private_profile, list_users
from blog_api.users.schemas import PrivateProfile, UserFilters, UserPatch

HERE: Final = f"{PATH}/people"
ENTRY: Final = Entry(80, N_("People"), HERE, Action.LIST_USERS)
ROLES: Final = {"": N_("All roles"), "admin": N_("Administrators"), "user": N_("Authors")}
ACTIVITY: Final = {"": N_("Active or not"), "yes": N_("Active"), "no": N_("Deactivated")}
IN_THE_WAY: Final = (EmailTakenError, UsernameTakenError, LastAdminError, RequestValidationError)
router = APIRouter(prefix=PATH)


class PeopleQuery(BaseModel):
    """Parameters of the page."""

    search: str = Field(default="", max_length=100)
    role: Literal["", "admin", "user"] = ""
    active: Literal["", "yes", "no"] = ""
    cursor: str | None = Field(default=None, max_length=100)


@router.get("/people")
async def list_people(
    visit: Author, query: Annotated[PeopleQuery, from_query(PeopleQuery)]
) -> Response:
    require(visit.actor, Action.LIST_USERS)
    asked = {
        "role": query.role or None,
        "is_active": query.active == "yes" if query.active else None,
        "search": query.search.strip() or None,
        "cursor": query.cursor,
        "limit": 50,
    }
    page = await list_users(visit.db, parse_model(UserFilters, asked))
    return visit.render(
        "people.html",
        query=query,
        page=page,
        roles=ROLES,
        activity=ACTIVITY,
        clear=HERE,
        first_path=address(HERE, query, cursor=None),
        next_path=next_address(HERE, query, page),
    )


@router.get("/people/{user_id}")
async def show_person(visit: Author, user_id: PathId) -> Response:
    require(visit.actor, Action.LIST_USERS)
    person = await get_private_profile(visit.db, user_id)
    return person_page(visit, person)


def person_page(
    visit: SignedIn,
    person: PrivateProfile,
    form: Form | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    return visit.render(
        "person.html",
        status=status,
        person=person,
        form=form or Form(profile_fields(person)),
        faults=faults or Faults(),
        is_self=visit.can(Action.DELETE_ME, person.id),
        can_reset=visit.can(Action.RESET_MFA_OF, person.id),
        sees_audit=visit.can(Action.LIST_AUDIT),
    )


def profile_fields(person: PrivateProfile) -> list[tuple[str, str]]:
    names = ("username", "name", "email", "bio")
    return [(name, getattr(person, name) or "") for name in names]


@router.post("/people/{user_id}/profile", dependencies=[WakesMailer])
async def change_profile(visit: Author, form: Fields, user_id: PathId) -> Response:
    """Change the fields that differ; null clears the name and the biography."""
    require(visit.actor, Action.UPDATE_USER)
    person = await get_private_profile(visit.db, user_id)
    typed = {name: form.get(name).strip() for name, _ in profile_fields(person)}
    changes = {
        name: typed[name] or (None if name in {"name", "bio"} else "")
        for name, old in profile_fields(person)
        if typed[name] != old
    }
    return await change(visit, person, form, changes, visit.gettext("The profile is changed."))


@router.post("/people/{user_id}/role", dependencies=[WakesMailer])
async def change_role(visit: Author, form: Fields, user_id: PathId) -> Response:
    require(visit.actor, Action.UPDATE_USER)
    person = await get_private_profile(visit.db, user_id)
    said = visit.gettext("The role is changed. It holds from the next request on.")
    return await change(visit, person, form, {"role": form.get("role")}, said)


@router.post("/people/{user_id}/activity", dependencies=[WakesMailer])
async def change_activity(visit: Author, form: Fields, user_id: PathId) -> Response:
    """Deactivate, which ends every session, or activate again."""
    require(visit.actor, Action.UPDATE_USER)
    person = await get_private_profile(visit.db, user_id)
    is_active = form.get("is_active") == "true"
    said = (
        visit.gettext("The account is active again.")
        if is_active
        else visit.gettext("The account is deactivated and signed out everywhere.")
    )
    return await change(visit, person, form, {"is_active": is_active}, said)


async def change(
    visit: SignedIn, person: PrivateProfile, form: Form, changes: dict[str, Any], said: str
) -> Response:
    """Update an account; a role, an address and a deactivation need a confirmed session."""
    try:
        data = parse_model(UserPatch, changes)
        if data.role is not None or data.email is not None or data.is_active is False:
            require_confirmed(visit)
        with constraints_as_errors():
            await visit.db.write(update_user, visit.actor, person.id, data)
    except IN_THE_WAY as error:
        shown = form if form.has("username") else None
        return person_page(visit, person, shown, visit.faults(error), INVALID)
    return visit.redirect(f"{HERE}/{person.id}", said)
