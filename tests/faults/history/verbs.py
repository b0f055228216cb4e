"""Operations of a client of a history, and the log entries for each response."""

import asyncio
import math
import time
from dataclasses import dataclass
from typing import Any, Final

from tests.faults.history.history import Exchange, History
from tests.faults.history.life import Kind
from tests.faults.history.stage import Stage
from tests.faults.wire import Caller, UnansweredError

RETRY_S: Final = 0.1


@dataclass(slots=True)
class Client:
    """One connection, and the shared log."""

    caller: Caller
    stage: Stage

    @property
    def history(self) -> History:
        return self.stage.history

    async def ask(self, method: str, path: str, body: Any = None) -> Exchange:
        """Treat a 503 to a write as no response: the commit may have been lost."""
        await self.wait_for_listener()
        called = time.monotonic()
        try:
            answer = await self.caller.call(method, f"/api{path}", body)
        except UnansweredError:
            answer = None
        if answer is None or answer.status == 503:
            self.history.unknown += method != "GET"
            await asyncio.sleep(RETRY_S)
            return Exchange(called, math.inf, None)
        return Exchange(called, time.monotonic(), answer)

    async def wait_for_listener(self) -> None:
        """Wait for the port, as a request that is not sent is no operation."""
        while not await self.caller.connects():
            await asyncio.sleep(RETRY_S)


def code_of(exchange: Exchange) -> str:
    """Return `200`, or the code of an error; empty without a response."""
    if exchange.answer is None:
        return ""
    if exchange.answer.status < 400:
        return str(exchange.answer.status)
    return str(exchange.answer.json["code"])


async def create(client: Client) -> None:
    """Create a post with a given slug, or one derived from the title."""
    stage, text = client.stage, client.stage.new_text()
    slug = stage.slug() if stage.dice.random() < 0.6 else None
    body = {"title": stage.title(), "content": text} | ({"slug": slug} if slug else {})
    exchange = await client.ask("POST", "/posts", body)
    match code_of(exchange):
        case "":
            op = exchange.op("created", slug=slug, text=text)
            client.history.unanswered[text] = op
        case "201":
            stage.meets(client.history.show("created", exchange))
        case "slug_taken" if slug:
            client.history.refuse(slug, exchange)
        case other:
            client.history.anomalies.append(f"a creation was answered {other}")


async def read(client: Client) -> None:
    post = client.stage.post()
    exchange = await client.ask("GET", f"/posts/{post}")
    if exchange.answer is not None:
        log_event(client, exchange, post, {"200": "seen", "not_found": "missing"})


async def read_slug(client: Client) -> None:
    """Read by slug: a redirect means, as a 404 does, that no live post has the slug."""
    slug = client.stage.slug()
    exchange = await client.ask("GET", f"/posts/slug/{slug}")
    match code_of(exchange):
        case "":
            return
        case "200":
            client.stage.meets(client.history.show("seen", exchange))
        case "308" | "not_found":
            client.history.misses.append((slug, exchange))
        case other:
            client.history.anomalies.append(f"a slug was answered {other}")


async def rewrite(client: Client) -> None:
    """Change the text."""
    post = client.stage.post()
    text = client.stage.new_text()
    exchange = await client.ask("PATCH", f"/posts/{post}", {"content": text})
    kinds: dict[str, Kind] = {"": "rewritten", "200": "rewritten", "not_found": "missing"}
    log_event(client, exchange, post, kinds, text=text)


async def rename(client: Client) -> None:
    """Change the text and the slug."""
    post = client.stage.post()
    text, slug = client.stage.new_text(), client.stage.slug()
    exchange = await client.ask("PATCH", f"/posts/{post}", {"content": text, "slug": slug})
    if code_of(exchange) == "slug_taken":
        client.history.refuse(slug, exchange)
    kinds: dict[str, Kind] = {
        "": "renamed",
        "200": "renamed",
        "not_found": "missing",
        "slug_taken": "is_live",
    }
    log_event(client, exchange, post, kinds, text=text, slug=slug)


async def delete(client: Client) -> None:
    """Soft-delete; the deletion can be undone later."""
    post = client.stage.post()
    exchange = await client.ask("DELETE", f"/posts/{post}")
    told: dict[str, Any] = {}
    if exchange.answer and exchange.answer.status == 204:
        told["deletion"] = int(exchange.answer.headers["deletion-id"])
        client.stage.era.deletions.append((told["deletion"], post))
    kinds: dict[str, Kind] = {"": "deleted", "204": "deleted", "not_found": "missing"}
    log_event(client, exchange, post, kinds, **told)


async def destroy(client: Client) -> None:
    """Hard-delete."""
    post = client.stage.post()
    exchange = await client.ask("DELETE", f"/posts/{post}?hard_delete=true")
    kinds: dict[str, Kind] = {"": "destroyed", "204": "destroyed", "not_found": "gone"}
    log_event(client, exchange, post, kinds)


async def restore(client: Client) -> None:
    """Restore with its own slug, or on request another when that is taken."""
    post = client.stage.post()
    renaming = client.stage.dice.random() < 0.5
    body = {"on_conflict": "rename" if renaming else "fail"}
    exchange = await client.ask("POST", f"/posts/{post}/restore", body)
    back: Kind = "restored_as" if renaming else "restored"
    kinds: dict[str, Kind] = {
        "": back,
        "200": back,
        "not_found": "gone",
        "not_deleted": "not_in_trash",
        "slug_taken": "in_trash",
    }
    log_event(client, exchange, post, kinds)


def log_event(
    client: Client, exchange: Exchange, post: int, kinds: dict[str, Kind], **told: Any
) -> None:
    """Log the result for one post; an unexpected response is an anomaly."""
    code = code_of(exchange)
    if code not in kinds:
        client.history.anomalies.append(f"post {post} was answered {code}")
    elif code == "200":
        client.history.show(kinds[code], exchange)
    else:
        client.history.add(post, exchange.op(kinds[code], **told))
