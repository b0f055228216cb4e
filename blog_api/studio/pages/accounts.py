"""Accounts: deletion with its preview, restore with its conflicts, and second factors."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.errors import (
    AppError,
    EmailTakenError,
    HasPostsError,
    InvalidInputError,
    LastAdminError,
    NotFoundError,
    UsernameTakenError,
)
from blog_api.http.fields import PathId
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.mail.dependencies import WakesMailer
from blog_api.mfa.commands import reset_factors
from blog_api.permissions import Action, require
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields, require_confirmed
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Fault, Faults, Form, parse_model
from blog_api.studio.requests import INVALID, SignedIn
from blog_api.studio.retention import days_left, view_of
from blog_api.trash.listing import get_trashed
from blog_api.trash.relations import USERS
from blog_api.users.deleting import delete_account
from blog_api.users.queries import get_deletion_preview, get_private_profile
from blog_api.users.restoring import needs_confirmation, restore_account
from blog_api.users.schemas import AccountDeletion, RestoreUserIn

PEOPLE: Final = f"{PATH}/people"
NAMES_TAKEN: Final = (EmailTakenError, UsernameTakenError, RequestValidationError)
NOT_DELETABLE: Final = (
    HasPostsError,
    InvalidInputError,
    LastAdminError,
    NotFoundError,
    RequestValidationError,
)
FormError = AppError | RequestValidationError
router = APIRouter(prefix=PATH)


@router.get("/people/{user_id}/delete")
async def show_delete(visit: Author, user_id: PathId) -> Response:
    require(visit.actor, Action.GET_DELETION_PREVIEW)
    return await delete_page(visit, user_id)


async def delete_page(
    visit: SignedIn,
    user_id: int,
    form: Form | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    return visit.render(
        "person_delete.html",
        status=status,
        person=await get_private_profile(visit.db, user_id),
        preview=await get_deletion_preview(visit.db, user_id),
        form=form or Form(),
        faults=faults or Faults(),
        retention=visit.settings.trash_retention_days,
    )


@router.post("/people/{user_id}/delete", dependencies=[ExtendedDeadline, WakesMailer])
async def delete(visit: Author, form: Fields, user_id: PathId) -> Response:
    """Move an account to the trash; its posts go along or are handed over."""
    require(visit.actor, Action.DELETE_USER)
    person = await get_private_profile(visit.db, user_id)
    try:
        asked = parse_model(AccountDeletion, wanted_deletion(form))
        if asked.posts == "transfer":
            require(visit.actor, Action.TRANSFER_WITH_ACCOUNT)
        require_confirmed(visit)
        deletion = await visit.db.write(delete_account, visit.actor, user_id, asked)
    except NOT_DELETABLE as error:
        faults = heir_faults(visit, error)
        return await delete_page(visit, user_id, form, faults, INVALID)
    said = visit.gettext("The account of %(name)s is in the trash.", name=person.username)
    return visit.redirect(PEOPLE, Flash(said, undo=f"{PATH}/deletions/{deletion}/undo"))


def wanted_deletion(form: Form) -> dict[str, Any]:
    return {"posts": form.get("posts", "trash"), "to": form.get("to").strip() or None}


def heir_faults(visit: SignedIn, error: FormError) -> Faults:
    """Return faults at the field of the new author for all that can be wrong with it."""
    if isinstance(error, NotFoundError | InvalidInputError | RequestValidationError):
        sentence = visit.gettext("Name another account that is active: it gets the posts.")
        return Faults([Fault("to", sentence)])
    return visit.faults(error)


@router.get("/trash/accounts/{user_id}")
async def show_trashed(visit: Author, user_id: PathId) -> Response:
    require(visit.actor, Action.LIST_TRASHED_USERS)
    return await trashed_page(visit, user_id)


async def trashed_page(
    visit: SignedIn,
    user_id: int,
    form: Form | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    return visit.render(
        "account_restore.html",
        status=status,
        item=await get_trashed(visit.db, USERS, view_of(visit), user_id),
        form=form or Form(),
        faults=faults or Faults(),
        days_left=days_left,
    )


@router.post("/trash/accounts/{user_id}/restore", dependencies=[ExtendedDeadline, WakesMailer])
async def restore(visit: Author, form: Fields, user_id: PathId) -> Response:
    """Restore an account with what was deleted together with it."""
    require(visit.actor, Action.RESTORE_USER)
    try:
        data = parse_model(RestoreUserIn, wanted_restore(form))
        if needs_confirmation(data):
            require_confirmed(visit)
        restored = await visit.db.write(restore_account, visit.actor, user_id, data)
    except NAMES_TAKEN as error:
        return await trashed_page(visit, user_id, form, name_faults(visit, error), INVALID)
    said = visit.gettext("The account of %(name)s is restored.", name=restored.username)
    return visit.redirect(f"{PEOPLE}/{user_id}", said)


def wanted_restore(form: Form) -> dict[str, Any]:
    return {
        "email": form.get("email").strip() or None,
        "username": form.get("username").strip() or None,
        "role": form.get("role", "user"),
        "on_conflict": form.get("on_conflict", "rename"),
    }


def name_faults(visit: SignedIn, error: FormError) -> Faults:
    faults = visit.faults(error)
    fields: dict[type[Exception], str] = {EmailTakenError: "email", UsernameTakenError: "username"}
    field = fields.get(type(error), "")
    return Faults([Fault(field, fault.message) for fault in faults.items]) if field else faults


@router.get("/people/{user_id}/second-factor")
async def show_reset(visit: Author, user_id: PathId) -> Response:
    require(visit.actor, Action.RESET_MFA)
    person = await get_private_profile(visit.db, user_id)
    return visit.render("person_reset.html", person=person)


@router.post("/people/{user_id}/second-factor", dependencies=[WakesMailer])
async def reset(visit: Author, user_id: PathId) -> Response:
    require(visit.actor, Action.RESET_MFA)
    require_confirmed(visit)
    await visit.db.write(reset_factors, visit.actor, user_id)
    said = visit.gettext("The second factors are removed. The password alone signs in now.")
    return visit.redirect(f"{PEOPLE}/{user_id}", said)
