"""Sections of the account, and the common parts of their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from blog_api.auth.passwords import Passwords
from blog_api.auth.second_factor.queries import has_factor
from blog_api.errors import AppError
from blog_api.http.rate_limiting import RateLimiter
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import is_confirmed, require_confirmed
from blog_api.studio.forms import Fault, Faults
from blog_api.studio.languages import N_
from blog_api.studio.requests import SignedIn
from blog_api.studio.words import sentence_of

ACCOUNT: Final = f"{PATH}/account"
SECTIONS: Final = {
    ACCOUNT: N_("Profile"),
    f"{ACCOUNT}/email": N_("Email"),
    f"{ACCOUNT}/security": N_("Sign-in"),
    f"{ACCOUNT}/sessions": N_("Sessions"),
    f"{ACCOUNT}/tokens": N_("Access tokens"),
    f"{ACCOUNT}/data": N_("Your data"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """Tab of the account; `count` is there for the tabs of lists."""

    title: str
    path: str
    is_current: bool
    count: str = ""


def sections_of(visit: SignedIn) -> Sequence[Section]:
    here = visit.request.url.path
    current = max((path for path in SECTIONS if here.startswith(path)), key=len, default="")
    return [
        Section(visit.gettext(title), path, path == current) for path, title in SECTIONS.items()
    ]


def account_page(visit: SignedIn, template: str, *, status: int = 200, **values: Any) -> Response:
    return visit.render(template, status=status, sections=sections_of(visit), **values)


def fault_at(visit: SignedIn, field: str, error: AppError) -> Faults:
    return Faults([Fault(field, sentence_of(error, visit.language))])


async def must_confirm(visit: SignedIn) -> bool:
    """Return whether the account has a second factor that this session did not show lately."""
    return not is_confirmed(visit) and await has_factor(visit.db, visit.actor.id)


async def require_confirmed_owner(visit: SignedIn) -> None:
    """Raise ConfirmationRequiredError if `must_confirm`."""
    if await must_confirm(visit):
        require_confirmed(visit)


def passwords_of(visit: SignedIn) -> Passwords:
    passwords: Passwords = visit.request.app.state.passwords
    return passwords


def limiter_of(visit: SignedIn) -> RateLimiter:
    limiter: RateLimiter = visit.request.app.state.rate_limiter
    return limiter
