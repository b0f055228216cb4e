"""Every acknowledged text of a live post is found afterwards, among its revisions."""

from dataclasses import dataclass, field
from typing import Any, Final

from tests.faults.history.life import Kind, Op
from tests.faults.history.verbs import Client

WRITES: Final[frozenset[Kind]] = frozenset({"created", "rewritten", "renamed"})


@dataclass(slots=True)
class Texts:
    """The number of acknowledged texts that were found, and those that were not."""

    found: int = 0
    lost: list[str] = field(default_factory=list)


async def find_texts(client: Client) -> Texts:
    """Read every version of each live post, as its author."""
    texts = Texts()
    for post, ops in client.history.lives.items():
        written = {op.text for op in ops if is_acknowledged(op)}
        kept = await read_versions(client, post) if written else None
        if kept is not None:
            texts.found += len(written & kept)
            texts.lost += [f"post {post}: {text} is in no revision" for text in written - kept]
    return texts


def is_acknowledged(op: Op) -> bool:
    return op.kind in WRITES and op.is_known


async def read_versions(client: Client, post: int) -> set[str | None] | None:
    """Return the content of each version; None for a post in the trash or gone."""
    contents: set[str | None] = set()
    query = "?limit=100"
    while query:
        page = await read(client, f"/posts/{post}/revisions{query}")
        if page is None:
            return None
        for item in page["items"]:
            one = await read(client, f"/posts/{post}/revisions/{item['version']}")
            contents.add(one and one["content"])
        query = page["next_cursor"] and f"?limit=100&cursor={page['next_cursor']}"
    return contents


async def read(client: Client, path: str) -> Any:
    """Read until there is a response; None for a 404."""
    while True:
        exchange = await client.ask("GET", path)
        if exchange.answer is not None:
            return exchange.answer.json if exchange.answer.status == 200 else None
