"""Access tokens: for programs that act as one, with the rights that are ticked."""

from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.access_tokens import commands, queries
from blog_api.access_tokens.schemas import AccessTokenMade, AccessTokenOut, TokenIn, TokenPatch
from blog_api.errors import NotFoundError, TokenLimitError
from blog_api.http.api_prefix import API
from blog_api.http.fields import PathId
from blog_api.http.pagination import CursorPaging
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Action
from blog_api.scopes import Scope
from blog_api.studio.account import ACCOUNT, account_page
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields, require_confirmed
from blog_api.studio.forms import Fault, Faults, Form, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.requests import INVALID, SignedIn

TOKENS: Final = f"{ACCOUNT}/tokens"
DAY_S: Final = int(timedelta(days=1).total_seconds())
LIVES: Final = {
    "7": N_("7 days"),
    "30": N_("30 days"),
    "90": N_("90 days"),
    "365": N_("One year"),
}
RIGHTS: Final = {
    Scope.POSTS_READ: N_("Read your drafts and earlier versions"),
    Scope.POSTS_WRITE: N_("Write and change posts, without publishing"),
    Scope.POSTS_PUBLISH: N_("Publish posts; needs the right to write them too"),
    Scope.POSTS_DELETE: N_("Move posts to the trash"),
    Scope.TRASH_READ: N_("Read your trash"),
    Scope.COMMENTS_WRITE: N_("Write, change and delete comments"),
    Scope.VOTES_WRITE: N_("Vote for posts"),
    Scope.MEDIA_WRITE: N_("Upload images"),
    Scope.PROFILE_READ: N_("Read your profile with the email address"),
    Scope.PROFILE_WRITE: N_("Change your names, bio and picture"),
    Scope.ADMIN_CONTENT: N_("Manage the posts and comments of everyone"),
    Scope.ADMIN_USERS: N_("Manage accounts"),
    Scope.ADMIN_AUDIT: N_("Read the audit log"),
}
router = APIRouter(prefix=PATH)


@router.get("/account/tokens")
async def list_tokens(visit: Author) -> Response:
    tokens = await tokens_of(visit)
    return account_page(visit, "account_tokens.html", tokens=tokens, api=api_of(visit))


@router.get("/account/tokens/new")
async def show_form(visit: Author) -> Response:
    require_confirmed(visit)
    return new_page(visit, Form([("days", "90")]))


@router.post("/account/tokens/new", dependencies=[WakesMailer])
async def create_token(visit: Author, form: Fields) -> Response:
    """Show the new token, which is in no later response."""
    require_confirmed(visit)
    days = form.get("days")
    given: dict[str, Any] = {
        "name": form.get("name").strip(),
        "scopes": form.all("scopes"),
        "expires_in": int(days if days in LIVES else "90") * DAY_S,
    }
    if faults := faults_of(visit, form):
        return new_page(visit, form, faults)
    try:
        data = parse_model(TokenIn, given | {"post_ids": post_ids_of(form) or None})
        commands.require_may_grant(visit.actor, data.scopes)
        made = await visit.db.write(commands.create_token, visit.actor, data)
    except (RequestValidationError, TokenLimitError) as error:
        return new_page(visit, form, visit.faults(error))
    return made_page(visit, made)


def faults_of(visit: SignedIn, form: Form) -> Faults:
    if not form.all("scopes"):
        return Faults([Fault("scopes", visit.gettext("Choose at least one right."))])
    try:
        limited = post_ids_of(form)
    except ValueError:
        text = visit.gettext("Write the numbers of posts, separated by commas.")
        return Faults([Fault("post_ids", text)])
    if limited and any(scope.is_admin for scope in RIGHTS if scope in form.all("scopes")):
        text = visit.gettext("A token with rights of administrators is not limited to posts.")
        return Faults([Fault("post_ids", text)])
    return Faults()


def post_ids_of(form: Form) -> list[int]:
    """Return the posts that a token is limited to; raise ValueError for what is no number."""
    return [int(each) for each in form.get("post_ids").replace(",", " ").split()]


@router.get("/account/tokens/{token_id}")
async def show_token(visit: Author, token_id: PathId) -> Response:
    return token_page(visit, await get_token(visit, token_id))


@router.post("/account/tokens/{token_id}/rename")
async def rename_token(visit: Author, form: Fields, token_id: PathId) -> Response:
    try:
        data = parse_model(TokenPatch, {"name": form.get("name").strip()})
    except RequestValidationError as error:
        return token_page(visit, await get_token(visit, token_id), visit.faults(error))
    await visit.db.write(commands.rename_token, visit.actor, token_id, data.name)
    return visit.redirect(TOKENS, visit.gettext("The token is renamed."))


@router.post("/account/tokens/{token_id}/rotate", dependencies=[WakesMailer])
async def rotate_token(visit: Author, token_id: PathId) -> Response:
    require_confirmed(visit)
    made = await visit.db.write(commands.rotate_token, visit.actor, token_id)
    return made_page(visit, made, is_rotated=True)


@router.post("/account/tokens/{token_id}/revoke")
async def revoke_token(visit: Author, token_id: PathId) -> Response:
    await visit.db.write(commands.revoke_token, visit.actor, token_id)
    return visit.redirect(TOKENS, visit.gettext("The token is revoked."))


async def tokens_of(visit: SignedIn) -> list[AccessTokenOut]:
    paging = CursorPaging(limit=commands.MAX_TOKENS)
    return (await queries.list_tokens(visit.db, visit.actor, paging)).items


async def get_token(visit: SignedIn, token_id: int) -> AccessTokenOut:
    for token in await tokens_of(visit):
        if token.id == token_id:
            return token
    raise NotFoundError


def new_page(visit: SignedIn, form: Form, faults: Faults | None = None) -> Response:
    is_admin = visit.can(Action.CREATE_ADMIN_TOKEN)
    return account_page(
        visit,
        "account_token_new.html",
        status=INVALID if faults else 200,
        form=form,
        lives=LIVES,
        rights={scope: title for scope, title in RIGHTS.items() if is_admin or not scope.is_admin},
        faults=faults or Faults(),
    )


def token_page(visit: SignedIn, token: AccessTokenOut, faults: Faults | None = None) -> Response:
    return account_page(
        visit,
        "account_token.html",
        status=INVALID if faults else 200,
        token=token,
        rights=RIGHTS,
        faults=faults or Faults(),
    )


def made_page(visit: SignedIn, made: AccessTokenMade, *, is_rotated: bool = False) -> Response:
    values: dict[str, Any] = {"made": made, "is_rotated": is_rotated, "api": api_of(visit)}
    return account_page(visit, "account_token_made.html", **values)


def api_of(visit: SignedIn) -> str:
    """Build the base address of the API, as programs reach it."""
    return f"{visit.settings.public_url}{API}"
