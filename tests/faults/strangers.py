"""Log-in queues, limits and mail: strangers must not lock an owner out, nor fill a mailbox."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from tests.factories import PASSWORD
from tests.faults.api import Api
from tests.faults.doors import LOGIN
from tests.faults.finding import Finding, at_least, exactly, within
from tests.faults.ground import Ground
from tests.faults.logins import WRONG
from tests.faults.people import login_form, register
from tests.faults.starving import Timed, timed
from tests.faults.wire import Caller

STRANGERS: Final = 240
OWNER_TRIES: Final = 5
GUESSES: Final = 51
LETTERS: Final = 25
SENDING_S: Final = 60
PROXY: Final = {"TRUSTED_PROXIES": "127.0.0.1"}
LIMITED: Final = {"RATE_LIMITS_ENABLED": "true"} | PROXY


def networks() -> Iterator[dict[str, str]]:
    """Yield an `X-Forwarded-For` of another network each time."""
    for first in range(11, 200):
        for second in range(256):
            yield {"X-Forwarded-For": f"{first}.{second}.7.7"}


async def guess_from_everywhere(ground: Ground, strangers: int) -> Finding:
    """Guess passwords from as many networks at once; the owner logs in from a known address."""
    settings = {"BCRYPT_ROUNDS": "12"} | LIMITED
    async with ground.api(**settings) as api, Caller(api.port, {}) as caller:
        home = {"X-Forwarded-For": "10.9.8.7"}
        name = (await register(caller))["username"]
        answer = await caller.call("POST", LOGIN, login_form(name), **home)
        assert answer.status == 200, answer.body
        async with guessing(api, strangers):
            tries = [
                await timed(api.port, "POST", LOGIN, body=login_form(name), headers=home)
                for _ in range(OWNER_TRIES)
            ]
    return Finding(
        f"{strangers} wrong log-ins at once from as many networks, the owner tries {OWNER_TRIES} "
        "times from a known address",
        [
            exactly("the owner gets in", count(tries, 200), OWNER_TRIES),
            within("the slowest in", max(each.seconds for each in tries), 2.5),
        ],
    )


def count(answers: list[Timed], status: int) -> int:
    return sum(each.answer.status == status for each in answers)


@asynccontextmanager
async def guessing(api: Api, strangers: int) -> AsyncIterator[None]:
    """Keep so many wrong log-ins in flight during the block, each for an unknown account."""
    ended = asyncio.Event()

    async def guess(headers: dict[str, str]) -> None:
        while not ended.is_set():
            body = login_form(f"nobody{secrets.token_hex(4)}", WRONG)
            await timed(api.port, "POST", LOGIN, body=body, headers=headers)
            await asyncio.sleep(0.05)

    different = networks()
    tasks = [asyncio.create_task(guess(next(different))) for _ in range(strangers)]
    await asyncio.sleep(1)
    try:
        yield
    finally:
        ended.set()
        await asyncio.gather(*tasks, return_exceptions=True)


async def keep_owner_out(ground: Ground, guesses: int) -> Finding:
    """Try wrong passwords for one account, each from a network of its own."""
    async with ground.api(**LIMITED) as api, Caller(api.port, {}) as caller:
        name, different = (await register(caller))["username"], networks()
        await caller.call("POST", LOGIN, login_form(name), **{"X-Forwarded-For": "10.9.8.7"})
        for _ in range(guesses):
            form = login_form(name, WRONG)
            await caller.call("POST", LOGIN, form, **next(different))
        known = await caller.call(
            "POST", LOGIN, login_form(name), **{"X-Forwarded-For": "10.9.8.7"}
        )
        new = await caller.call("POST", LOGIN, login_form(name), **next(different))
    return Finding(
        f"{guesses} wrong passwords for one account from as many networks; the owner comes from a "
        f"known address, then from a new one (answered {new.status})",
        [exactly("at a known address", known.status, 200)],
    )


async def write_to_stranger(ground: Ground, messages: int) -> Finding:
    """Register with a stranger's address, log in, delete the account, and repeat."""
    email, different = f"stranger{secrets.token_hex(4)}@example.com", networks()
    async with ground.api(SEND_MAIL="true", **LIMITED) as api, Caller(api.port, {}) as caller:
        for number in range(messages):
            await register_and_delete(caller, email, number, next(different))
            await until_sent(ground)  # an email to an account that is gone is dropped
        sent = [path for path in (api.data_dir / "mail").glob("*.eml") if is_for(path, email)]
    return Finding(
        f"{messages} accounts in a row with one stranger's address",
        [within("emails", len(sent), 5, ""), at_least("emails", len(sent), 1)],
    )


async def until_sent(ground: Ground) -> None:
    async with asyncio.timeout(SENDING_S):
        while ground.execute("SELECT 1 FROM outbox LIMIT 1"):
            await asyncio.sleep(0.02)


def is_for(path: Path, email: str) -> bool:
    return f"\nTo: {email}" in path.read_text()


async def register_and_delete(
    caller: Caller, email: str, number: int, headers: dict[str, str]
) -> None:
    """Run one round; rate-limited requests are not retried."""
    name = f"stranger-{number}-{secrets.token_hex(3)}"
    body: dict[str, Any] = {"username": name, "email": email, "password": PASSWORD}
    made = await caller.call("POST", "/api/users", body, **headers)
    answer = await caller.call("POST", LOGIN, login_form(name), **headers)
    if made.status == 201 and answer.status == 200:
        token = {"Authorization": f"Bearer {answer.json['access_token']}"}
        await caller.call("DELETE", "/api/users/me", None, **headers, **token)
