"""Cookies of the studio: names and attributes."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Final, Literal

from fastapi import Request

from blog_api.settings import Settings
from blog_api.studio.csrf import is_loopback

PATH: Final = "/studio"
Name = Literal["access", "refresh", "flash", "language"]
PENDING: Final = "studio_cookies"


@dataclass(frozen=True, slots=True)
class Jar:
    """Cookies of one request: reads those that were sent, and queues those of the response.

    `StudioMiddleware` adds the queued ones to the response, whatever made it.
    """

    request: Request

    def read(self, name: Name) -> str | None:
        return self.request.cookies.get(name_of(self.request, name))

    def set(self, name: Name, value: str, *, max_age: int) -> None:
        line = SimpleCookie({name_of(self.request, name): value})
        for morsel in line.values():
            morsel["path"], morsel["httponly"], morsel["samesite"] = PATH, True, "Strict"
            morsel["max-age"] = str(max_age)
            if not is_loopback(settings_of(self.request)):
                morsel["secure"] = True
        queued: dict[str, str] = self.request.scope["state"].setdefault(PENDING, {})
        queued[name] = line.output(header="").strip()

    def delete(self, name: Name) -> None:
        self.set(name, "", max_age=0)


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def name_of(request: Request, name: Name) -> str:
    """Return the name of a cookie; over http on loopback, servers share cookies but for the port.

    Browsers accept the prefix `__Secure-` from secure pages only, so that a page without TLS
    cannot plant a cookie (RFC 6265bis §4.1.3.1).
    """
    if not is_loopback(settings_of(request)):
        return f"__Secure-studio-{name}"
    server: tuple[str, int | None] | None = request.scope.get("server")
    return f"studio-{name}-{(server[1] if server else None) or 80}"
