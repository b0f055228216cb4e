"""Accounts with verified addresses, and the notices that they got."""

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx2

from tests.factories import PASSWORD, Person, World
from tests.trust.mailbox import in_folder, text_of, token_in, until_empty

THIEF = "thief@example.com"
CHANGED = "Your email address was changed"
NEW_PASSWORD = "another horse, another staple"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def verified(world: World, username: str | None = None, **fields: Any) -> Person:
    person = await world.user(username, **fields)
    await until_empty(world)
    await world.execute("UPDATE users SET email_verified = true WHERE id = %s", person.id)
    return person


async def told(world: World, folder: Path, address: str) -> list[EmailMessage]:
    """Return the emails to an address after the one that verifies it."""
    world.app.state.mailer.wake()
    await until_empty(world)
    return in_folder(folder, address)[1:]


def subject_of(message: EmailMessage) -> str:
    return str(message["Subject"]).removeprefix("Blog: ")


async def change(world: World, person: Person, **body: Any) -> int:
    answer = await world.client.patch("/api/users/me", json=body, headers=person.headers)
    return answer.status_code


def event_of(message: EmailMessage) -> str:
    """Return the sentence that says what has happened."""
    return text_of(message).split("\n\n")[2].partition("\n")[0]


async def log_in(
    world: World, person: Person, user_agent: str, address: str, password: str = PASSWORD
) -> None:
    form = {"username": person.username, "password": password}
    headers = {"User-Agent": user_agent, "X-Forwarded-For": address}
    answer = await world.client.post("/api/auth/login", data=form, headers=headers)
    assert answer.status_code == 200, answer.text


async def move(world: World, person: Person, email: str) -> None:
    assert await change(world, person, email=email, current_password=PASSWORD) == 200
    await until_empty(world)


def links_to(folder: Path, email: str) -> list[str]:
    messages = [m for m in in_folder(folder, email) if subject_of(m) == CHANGED]
    return list(map(token_in, messages))


async def revert(world: World, token: str) -> httpx2.Response:
    return await world.client.post("/api/auth/email/revert", json={"token": token})


async def email_of(world: World, person: Person) -> tuple[str, bool]:
    [row] = await world.execute("SELECT email, email_verified FROM users WHERE id = %s", person.id)
    return row[0], row[1]
