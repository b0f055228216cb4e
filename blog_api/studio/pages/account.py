"""Profile: names, a few words, and the picture."""

from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.errors import (
    InvalidInputError,
    PictureAnimatedError,
    PictureNotReadableError,
    PictureTooLargeError,
    QuotaExceededError,
    UsernameTakenError,
)
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.media.dependencies import CleansUpImages, Images, read_upload
from blog_api.studio.account import ACCOUNT, account_page, fault_at, limiter_of
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.forms import Fault, Faults, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import INVALID, SignedIn, constraints_as_errors
from blog_api.users import commands
from blog_api.users.queries import get_private_profile
from blog_api.users.schemas import MePatch, PrivateProfile

ENTRY: Final = Entry(100, N_("Account"), ACCOUNT)
PICTURES: Final = "image/png,image/jpeg,image/webp,image/avif"
BAD_PICTURE: Final = (
    PictureNotReadableError,
    PictureTooLargeError,
    PictureAnimatedError,
    QuotaExceededError,
)
router = APIRouter(prefix=PATH)


@router.get("/account")
async def show_profile(visit: Author) -> Response:
    profile = await get_private_profile(visit.db, visit.actor.id)
    return page(visit, profile, profile.model_dump())


@router.post("/account")
async def save_profile(visit: Author, form: Fields) -> Response:
    profile = await get_private_profile(visit.db, visit.actor.id)
    typed = {name: form.get(name).strip() for name in ("username", "name", "bio")}
    given: dict[str, Any] = {"name": typed["name"] or None, "bio": typed["bio"] or None}
    if typed["username"] != profile.username:
        given["username"] = typed["username"]
    try:
        data = parse_model(MePatch, given)
        with constraints_as_errors():
            await visit.db.write(commands.update_own, visit.actor, data, None)
    except UsernameTakenError as error:
        return page(visit, profile, typed, fault_at(visit, "username", error))
    except RequestValidationError as error:
        return page(visit, profile, typed, visit.faults(error))
    return visit.redirect(ACCOUNT, visit.gettext("Your profile is saved."))


@router.get("/account/avatar")
async def go_back(visit: Author) -> Response:
    """Lead to the profile after signing in, which cannot carry a file."""
    return visit.redirect(ACCOUNT)


@router.post("/account/avatar", dependencies=[ExtendedDeadline, CleansUpImages])
async def set_avatar(visit: Author, images: Images) -> Response:
    db, actor = visit.db, visit.actor
    try:
        file = await read_upload(visit.request, db, actor, limiter_of(visit))
        image = await images.encode(file, "avatar", actor.id)
        await images.keep(db, actor.id, image, "avatar")
    except InvalidInputError:
        profile = await get_private_profile(db, actor.id)
        fault = Fault("file", visit.gettext("Choose a picture first."))
        return page(visit, profile, profile.model_dump(), Faults([fault]))
    except BAD_PICTURE as error:
        profile = await get_private_profile(db, actor.id)
        return page(visit, profile, profile.model_dump(), fault_at(visit, "file", error))
    await db.write(commands.set_avatar, actor, image.name)
    return visit.redirect(ACCOUNT, visit.gettext("Your picture is saved."))


@router.post("/account/avatar/delete", dependencies=[CleansUpImages])
async def delete_avatar(visit: Author) -> Response:
    await visit.db.write(commands.delete_avatar, visit.actor)
    return visit.redirect(ACCOUNT, visit.gettext("Your picture is removed."))


def page(
    visit: SignedIn, profile: PrivateProfile, typed: dict[str, Any], faults: Faults | None = None
) -> Response:
    return account_page(
        visit,
        "account_profile.html",
        status=INVALID if faults else 200,
        avatar=own_path(profile.avatar_url),
        typed=typed,
        pictures=PICTURES,
        faults=faults or Faults(),
    )


def own_path(url: str | None) -> str | None:
    """Return the path of one's picture: the page may be open at another name of this server."""
    return urlsplit(url).path if url else None
