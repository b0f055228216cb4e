"""Twenty writers of one post who retry by merge, and what must be left of their lines."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

WRITERS: Final = 20
SHARED: Final = 5  # of them write into one paragraph
PAUSE_S: Final = 0.01
PARAGRAPHS: Final = WRITERS - SHARED + 1
CONTENT: Final = "\n\n".join(f"Paragraph {number}:" for number in range(PARAGRAPHS)) + "\n"
ATTEMPTS: Final = 200
BUSY: Final = 503


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    etag: str | None
    json: Any


# Method, path, body and If-Match.
Ask = Callable[[str, str, Any, str | None], Awaitable[Reply]]


@dataclass(slots=True)
class Outcome:
    """Acknowledged lines: those that were written, and those kept as a working copy."""

    written: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    merged: int = 0
    conflicts: int = 0
    busy: int = 0
    unexpected: list[Reply] = field(default_factory=list)


@dataclass(slots=True)
class Writer:
    """A client that adds lines to one paragraph, with the version that it has read."""

    ask: Ask
    post_id: int
    number: int
    outcome: Outcome

    @property
    def paragraph(self) -> str:
        return f"Paragraph {min(self.number, PARAGRAPHS - 1)}:"

    async def write(self, lines: int) -> None:
        for line in range(lines):
            await self.add(f"writer {self.number} line {line}.")

    async def add(self, line: str) -> None:
        """Read, change and merge until it is written."""
        for _ in range(ATTEMPTS):
            post = await self.ask("GET", f"/api/posts/{self.post_id}", None, None)
            await asyncio.sleep(random.uniform(0, PAUSE_S))  # noqa: S311  # no secret
            content = post.json["content"].replace(self.paragraph, f"{self.paragraph}\n{line}", 1)
            path = f"/api/posts/{self.post_id}?on_conflict=merge"
            reply = await self.ask("PATCH", path, {"content": content}, post.etag)
            if self.judge(line, content, reply):
                return
        self.outcome.unexpected.append(Reply(0, None, f"{line} was never written"))

    def judge(self, line: str, content: str, reply: Reply) -> bool:
        """Note what was acknowledged; return True once the line is written."""
        if reply.status == 200:
            self.outcome.written.add(line)
            self.outcome.merged += reply.json["content"] != content
            return True
        if reply.status == BUSY:  # told to try again
            self.outcome.busy += 1
            return False
        self.outcome.conflicts += 1
        if reply.status != 412:
            self.outcome.unexpected.append(reply)
        elif reply.json.get("working_copy_kept"):
            self.outcome.kept.add(line)
        return False


@dataclass(frozen=True, slots=True)
class Remains:
    """Texts of a post afterwards, through the API."""

    current: str
    revisions: list[str]
    copies: list[str]

    def lost(self, outcome: Outcome) -> list[str]:
        """Return the acknowledged lines that are nowhere."""
        everywhere = [self.current, *self.revisions, *self.copies]
        return [
            line
            for line in sorted(outcome.written | outcome.kept)
            if not any(line in text for text in everywhere)
        ]

    def overwritten(self, outcome: Outcome) -> list[str]:
        """Return the written lines that are not in the post: nobody removed one."""
        return [line for line in sorted(outcome.written) if self.current.count(line) != 1]


async def write_together(asks: Sequence[Ask], post_id: int, lines: int) -> Outcome:
    """Let twenty writers, shared among the accounts, each add so many lines."""
    outcome = Outcome()
    writers = [
        Writer(asks[number % len(asks)], post_id, number, outcome) for number in range(WRITERS)
    ]
    await asyncio.gather(*(writer.write(lines) for writer in writers))
    return outcome


async def read_remains(asks: Sequence[Ask], post_id: int) -> Remains:
    """Read everything that is left, with the eyes of each account."""
    post = await asks[0]("GET", f"/api/posts/{post_id}", None, None)
    versions: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await asks[0]("GET", f"/api/posts/{post_id}/revisions?limit=100{cursor}", None, None)
        versions += [item["version"] for item in page.json["items"]]
        after = page.json["next_cursor"]
        cursor = f"&cursor={after}" if after else None
    revisions = [
        (await asks[0]("GET", f"/api/posts/{post_id}/revisions/{version}", None, None)).json
        for version in versions
    ]
    copies = [await ask("GET", f"/api/posts/{post_id}/working-copy", None, None) for ask in asks]
    return Remains(
        post.json["content"],
        [revision["content"] for revision in revisions],
        [copy.json["content"] for copy in copies if copy.status == 200],
    )
