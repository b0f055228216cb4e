"""Load through HAProxy: writers that retry under one key until they are acknowledged, and readers.

Clients have machines of their own, so it runs before everything else where it may (it takes some
percent of a core), and its journal has the pauses that it made itself.
"""

import asyncio
import os
import random
import secrets
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from clustering.journal import FOLDER, UNANSWERED, Entry, Journal
from clustering.layout import FRONT_PORT, HOST, Lab, LabError
from tests.faults.wire import Answer, Caller, UnansweredError

PAUSE_S: Final = 0.05
LATE_S: Final = 0.1  # of the load itself, from which on it is written down
RETRY_S: Final = 0.3
TIMEOUT_S: Final = 15
OLD_S: Final = 5
LOG_INS: Final = 30
CONTENT: Final = "A paragraph with *words* and a [link](https://example.com).\n\n" * 3
CHOICE: Final = random.Random()  # noqa: S311  # any post, no secret


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """The size of a load."""

    seconds: float = 30
    writers: int = 4
    readers: int = 2


@dataclass(slots=True)
class Load:
    """The state that writers and readers share."""

    lab: Lab
    journal: Journal
    token: str = ""
    posts: list[tuple[float, int]] = field(default_factory=list)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def old_post(self) -> int | None:
        """Return a post that every server has by now."""
        limit = time.time() - OLD_S
        old = [post_id for ended, post_id in self.posts[:500] if ended < limit]
        return CHOICE.choice(old) if old else None


def run_load(lab: Lab, options: LoadOptions) -> None:
    """Run a load of its own for a time, and write its journal."""
    with suppress(OSError):  # without root
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    with journal(lab) as notes:
        asyncio.run(run_for(Load(lab, notes), options))


@contextmanager
def journal(lab: Lab) -> Iterator[Journal]:
    """Yield a new journal in the laboratory's folder."""
    folder = lab.folder / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / f"{time.time():.3f}.jsonl").open("w") as file:
        yield Journal(file)


async def run_for(load: Load, options: LoadOptions) -> None:
    """Log in, then write and read until the time is over; each finishes its request."""
    load.token = await log_in(load)
    workers = [watch_pauses(load)]
    workers += [write(load, number) for number in range(options.writers)]
    workers += [read(load, number) for number in range(options.readers)]
    async with asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker)
        await asyncio.sleep(options.seconds)
        load.stopped.set()


def client(load: Load) -> Caller:
    """Return a client with one connection to HAProxy and no retries."""
    lab = load.lab
    headers = {"Host": HOST}
    return Caller(FRONT_PORT, headers, patience=TIMEOUT_S, host=lab.host)


async def log_in(load: Load) -> str:
    """Return a token; log in again while a failover goes on."""
    form = urlencode({"username": "admin", "password": load.lab.passwords["admin"]})
    code = ""
    async with client(load) as caller:
        for _ in range(LOG_INS):
            answer, code = await ask(caller.call("POST", "/api/auth/login", form))
            if answer and answer.is_success:
                return str(answer.json["access_token"])
            await asyncio.sleep(1)
    raise LabError(f"No log-in in {LOG_INS} attempts: {code}")


async def write(load: Load, number: int) -> None:
    """Create posts of unique titles; retry one until it is acknowledged."""
    async with client(load) as caller:
        while not load.stopped.is_set():
            title = f"Writer {number} {secrets.token_hex(8)}"
            attempt = 1
            while not await create(load, caller, title, attempt) and not load.stopped.is_set():
                attempt += 1
                await asyncio.sleep(RETRY_S)
            await asyncio.sleep(PAUSE_S)


async def create(load: Load, caller: Caller, title: str, attempt: int) -> bool:
    """Return whether the post was acknowledged; its title is its key too."""
    headers = {
        "Authorization": f"Bearer {load.token}",
        "Idempotency-Key": title.replace(" ", "-"),
    }
    body = {"title": title, "content": CONTENT, "tags": ["load"]}
    began = time.time()
    answer, code = await ask(caller.call("POST", "/api/posts", body, **headers))
    entry = note(load, "write", began, answer, code, attempt=attempt, title=title)
    if entry.is_success:
        load.posts.append((entry.ended, entry.post_id))
    return entry.is_success


async def read(load: Load, number: int) -> None:
    """Read lists, or posts of some seconds ago, without a token."""
    async with client(load) as caller:
        while not load.stopped.is_set():
            post = load.old_post() if number % 2 else None
            path = f"/api/posts/{post}" if post else "/api/posts?limit=5"
            began = time.time()
            note(load, "read", began, *await ask(caller.call("GET", path)))
            await asyncio.sleep(PAUSE_S)


async def watch_pauses(load: Load) -> None:
    """Write down when this process did not run in time: a gap of then is not the cluster's."""
    while not load.stopped.is_set():
        began = time.time()
        await asyncio.sleep(PAUSE_S)
        if time.time() - began > PAUSE_S + LATE_S:
            load.journal.note_pause(began + PAUSE_S, time.time())


async def ask(call: Coroutine[Any, Any, Answer]) -> tuple[Answer | None, str]:
    """Return the response, or the reason why there is none."""
    try:
        answer = await call
    except UnansweredError as error:
        return None, str(error)
    return answer, "" if answer.is_success else code_of(answer)


def code_of(answer: Answer) -> str:
    """Return the code of a problem; a proxy's own pages have none."""
    with suppress(ValueError):
        return str(answer.json.get("code", ""))
    return "not of the API"


def note(
    load: Load,
    kind: str,
    began: float,
    answer: Answer | None,
    code: str,
    **given: Any,
) -> Entry:
    """Write a response to the journal."""
    created = kind == "write" and answer is not None and answer.is_success
    entry = Entry(
        kind,
        began,
        time.time(),
        answer.status if answer else UNANSWERED,
        code,
        retry_after=answer is not None and "retry-after" in answer.headers,
        post_id=answer.json["id"] if answer and created else 0,
        **given,
    )
    load.journal.note(entry)
    return entry
