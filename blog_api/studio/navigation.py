"""Navigation: each page module that has an `ENTRY` stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from blog_api.permissions import Action, Actor, can


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """Link in the navigation; `action` is the permission that its page asks for."""

    order: int
    title: str
    path: str
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    path: str
    is_current: bool


@cache
def page_modules() -> tuple[ModuleType, ...]:
    """Return the modules of `studio/pages/`: each has a `router`, and may have an `ENTRY`."""
    package = import_module("blog_api.studio.pages")
    names = sorted(module.name for module in iter_modules(package.__path__))
    return tuple(import_module(f"{package.__name__}.{name}") for name in names)


@cache
def entries() -> Sequence[Entry]:
    return sorted(module.ENTRY for module in page_modules() if hasattr(module, "ENTRY"))


def entries_for(actor: Actor | None, path: str) -> Sequence[Link]:
    if actor is None:
        return ()
    return [
        Link(entry.title, entry.path, path == entry.path or path.startswith(f"{entry.path}/"))
        for entry in entries()
        if entry.action is None or can(actor, entry.action)
    ]
