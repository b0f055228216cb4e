"""A request to a page of the studio: its language, caller, form, and ways to respond."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from blog_api.auth.passkeys.relying_party import relying_party_of
from blog_api.db.database import Database
from blog_api.db.errors import refusal_for
from blog_api.errors import AppError
from blog_api.http.dependencies import database_of
from blog_api.permissions import Action, Actor, can
from blog_api.settings import Settings
from blog_api.studio.cookies import PATH, Jar, settings_of
from blog_api.studio.csrf import SAFE
from blog_api.studio.flashes import Flash, leave_flash, take_flash
from blog_api.studio.forms import Fault, Faults
from blog_api.studio.languages import Language, choose_language, languages
from blog_api.studio.navigation import entries_for
from blog_api.studio.templating import fill
from blog_api.studio.words import faults_of

HOME: Final = f"{PATH}/overview"
SEE_OTHER: Final = 303
INVALID: Final = 422


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a browser, signed in or not."""

    request: Request
    language: Language
    actor: Actor | None = None

    @property
    def jar(self) -> Jar:
        return Jar(self.request)

    @property
    def settings(self) -> Settings:
        return settings_of(self.request)

    @property
    def db(self) -> Database:
        return database_of(self.request)

    @property
    def passkey_origin(self) -> str | None:
        """Return the origin of pages that can use passkeys; None at an IP address."""
        party = relying_party_of(self.settings)
        return party.origin if party else None

    @property
    def here(self) -> str:
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def page(self) -> str:
        """Return the address of the page that is looked at: a form may have a path of its own.

        Browsers name the page of a form to their own origin only.
        """
        if self.request.method in SAFE:
            return self.here
        before = urlsplit(self.request.headers.get("referer", ""))
        return local_path(f"{before.path}?{before.query}" if before.query else before.path)

    def gettext(self, message: str, /, **values: object) -> str:
        return self.language.gettext(message, **values)

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        return self.language.ngettext(singular, plural, number, **values)

    def can(self, action: Action, thing: object = None) -> bool:
        return can(self.actor, action, thing)

    def render(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page; `visit`, `flash` and `navigation` are there in every template."""
        flash = take_flash(self.jar)
        known = {
            "visit": self,
            "flash": flash,
            "languages": languages(),
            "navigation": entries_for(self.actor, self.request.url.path),
            "site_title": self.settings.site_title,
            "faults": Faults(),
        }
        values = known | values
        page = fill(self.language.code, template, values)
        if values["faults"]:
            # The summary stands above the fields, whose labels only a rendering has met.
            page = fill(self.language.code, template, values)
        return HTMLResponse(page, status)

    def redirect(self, path: str, flash: Flash | str | None = None) -> Response:
        """Return a redirect after a POST, with a message for the page that it leads to."""
        if flash is not None:
            leave_flash(self.jar, Flash(flash) if isinstance(flash, str) else flash)
        return RedirectResponse(path, SEE_OTHER)

    def password_again(self, field: str) -> Faults:
        """Return the fault of a form without passwords: a page that keeps forms has sent it."""
        text = self.gettext("Type your password once more: no page keeps it.")
        return Faults([Fault(field, text)], focus=field)

    def faults(self, error: AppError | RequestValidationError) -> Faults:
        return faults_of(error, self.language)


@dataclass(frozen=True, slots=True)
class SignedIn(Visit):
    """A request of a signed-in user."""

    actor: Actor


@contextmanager
def constraints_as_errors() -> Iterator[None]:
    """Raise the error that a violated constraint stands for, such as a name that is taken."""
    try:
        yield
    except psycopg.Error as error:
        found = refusal_for(error)
        if found is None:
            raise
        raise found from error


def language_of(request: Request) -> Language:
    chosen = Jar(request).read("language")
    return choose_language(chosen, request.headers.get("accept-language", ""))


def local_path(path: str | None) -> str:
    r"""Return a path under /studio, or the first page: nothing leads to another site.

    Browsers read `\` as `/`, drop tabs and line breaks, take `//host` for another host, and `%2e`
    for a dot.
    """
    if path is None or not path.isascii() or not path.isprintable() or "\\" in path:
        return HOME
    url = urlsplit(path)
    is_under = url.path == PATH or url.path.startswith(f"{PATH}/")
    dotted = url.path.lower().replace("%2e", ".")
    if url.scheme or url.netloc or not is_under or ".." in dotted or "//" in dotted:
        return HOME
    return path
