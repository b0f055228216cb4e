"""Attacks of one client each, one cheap request a second.

What they send is made once, before the measurement: an attacker computes on other machines.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from tests.cost.makers import TEXTS, repeat, unknown_names
from tests.faults.api import Api
from tests.faults.doors import (
    LOGIN,
    another_copy,
    blank_image,
    palette_noise,
    send_image,
    upload,
)
from tests.faults.logins import WRONG
from tests.faults.people import Headers, login_form
from tests.faults.strangers import networks, register_and_delete
from tests.faults.wire import Caller, UnansweredError, request

PAUSE_S: Final = 1.0
PATIENCE_S: Final = 20.0
SOCKETS: Final = 40
MARKUP: Final = ("links", "emphasis", "ampersands", "nested brackets", "nested lists", "entities")


@dataclass(slots=True)
class Attacker:
    """An account with a network of its own for each attack."""

    api: Api
    headers: Headers
    picture: str = ""
    networks: Iterator[dict[str, str]] = field(default_factory=networks)
    answers: dict[str, list[int]] = field(default_factory=dict)

    async def ask(self, name: str, *call: Any, **headers: str) -> None:
        """Send one request over a new connection; every response is counted."""
        status = 0
        async with Caller(self.api.port, {}, patience=PATIENCE_S) as caller:
            with suppress(UnansweredError):
                status = (await caller.call(*call, **(next(self.networks) | headers))).status
        self.answers.setdefault(name, []).append(status)

    async def post(self, name: str, content: str) -> None:
        body = {"title": f"Hostile {secrets.token_hex(3)}", "content": content}
        await self.ask(name, "POST", "/api/posts", body, **self.headers)


@cache
def names_in_json() -> bytes:
    return unknown_names(1_125_000).encode()


@cache
def long_list_of_tags() -> str:
    return repeat('"a",', 2_000_000)


@cache
def markup(name: str) -> str:
    return TEXTS[name](100_000)


@cache
def wide_image() -> bytes:
    return blank_image(39_000_000, 128)


async def malformed_bodies(attacker: Attacker) -> None:
    await attacker.ask("bodies", "POST", "/api/users", names_in_json())


async def large_headers(attacker: Attacker) -> None:
    await attacker.ask("headers", "GET", "/api/posts", None, If_None_Match=long_list_of_tags())


async def hostile_posts(attacker: Attacker) -> None:
    """Create posts of varying markup, each of the maximum length."""
    name = MARKUP[len(attacker.answers.get("posts", [])) % len(MARKUP)]
    await attacker.post("posts", markup(name))


async def excerpts(attacker: Attacker) -> None:
    await attacker.post("excerpts", "[" * 4_000)


async def images(attacker: Attacker) -> None:
    data = another_copy(wide_image(), secrets.token_hex(8))
    with suppress(OSError, EOFError, TimeoutError):
        await asyncio.wait_for(send_image(attacker.api, attacker.headers, data), PATIENCE_S)


async def wrong_logins(attacker: Attacker) -> None:
    """Log in with new names from new networks, ten at once."""
    forms = [login_form(f"nobody{secrets.token_hex(4)}", WRONG) for _ in range(10)]
    await asyncio.gather(*(attacker.ask("log-ins", "POST", LOGIN, form) for form in forms))


async def feeds(attacker: Attacker) -> None:
    await attacker.ask("feeds", "GET", "/feed.atom")


async def searches(attacker: Attacker) -> None:
    await attacker.ask("searches", "GET", "/api/posts?search=a&snippet=true&limit=100")


async def documents(attacker: Attacker) -> None:
    await attacker.ask("documents", "GET", "/openapi.json")


async def letters(attacker: Attacker) -> None:
    email = "stranger@example.com"
    async with Caller(attacker.api.port, {}, patience=PATIENCE_S) as caller:
        with suppress(UnansweredError):
            await register_and_delete(caller, email, 1, next(attacker.networks))


async def held_sockets(attacker: Attacker) -> None:
    """Hold forty sockets that request a large image and read nothing, for ten seconds each time."""
    callers = [Caller(attacker.api.port, {}) for _ in range(SOCKETS)]
    with suppress(OSError):
        for caller in callers:
            await caller.send(request("GET", attacker.picture, None, {}))
        await asyncio.sleep(10)
    for caller in callers:
        caller.vanish()


ATTACKS: Final[tuple[Callable[[Attacker], Coroutine[Any, Any, None]], ...]] = (
    malformed_bodies,
    large_headers,
    hostile_posts,
    excerpts,
    images,
    wrong_logins,
    feeds,
    searches,
    documents,
    letters,
    held_sockets,
)


async def prepare(api: Api, headers: Headers) -> Attacker:
    """Create twenty posts for feeds and search, and one large image."""
    attacker = Attacker(api, headers)
    make_everything()
    for number in range(20):
        name = MARKUP[number % len(MARKUP)]
        await attacker.post("prepared", "a " * 100 + TEXTS[name](90_000))
    attacker.picture = await upload(api, headers, palette_noise())
    return attacker


def make_everything() -> None:
    names_in_json()
    long_list_of_tags()
    wide_image()
    for name in MARKUP:
        markup(name)


async def attack(attacker: Attacker, ended: asyncio.Event) -> None:
    """Run all attacks at once until the event is set."""

    async def repeat_one(one: Callable[[Attacker], Coroutine[Any, Any, None]]) -> None:
        while not ended.is_set():
            await one(attacker)
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), PAUSE_S)

    await asyncio.gather(*map(repeat_one, ATTACKS))
