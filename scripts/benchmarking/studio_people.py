"""People at work in the studio: everyone has a session, opens a page, reads it, and opens another.

Some write, and the editor saves their words every second and a half, as its script does.
"""

import asyncio
import gzip
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode, urljoin

from benchmarking.filling import PASSWORD
from benchmarking.load import UnexpectedAnswerError, length_of

PAUSE_S: Final = (0.5, 1.5)  # between the pages of one person: one a second, in the mean
AUTOSAVE_S: Final = 1.5
AUTOSAVE: Final = "autosave"
ASSET: Final = re.compile(r'(?:href|src)="(/studio/static/[^"]+)"')
IMPORT: Final = re.compile(r'^import [^"]*"(\./[^"]+)"', re.MULTILINE)
NEXT: Final = re.compile(r'rel="next" href="([^"]+)"')
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: seconds to its first byte, and the bytes of all of it."""

    first_byte_s: float
    head: str
    body: str
    size: int

    @property
    def status(self) -> int:
        return int(self.head[9:12])

    def header(self, name: str) -> list[str]:
        lines = (line.partition(": ") for line in self.head.split("\r\n"))
        return [value for key, _, value in lines if key.lower() == name]


def answer_of(first_byte_s: float, head: bytes, body: bytes) -> Answer:
    """Read the text of a response, static files from gzip; its size is that over the wire."""
    size = len(head) + len(body)
    is_compressed = b"\r\ncontent-encoding: gzip\r\n" in head.lower()
    text = gzip.decompress(body) if is_compressed else body
    return Answer(first_byte_s, head.decode("latin-1").strip(), text.decode(), size)


@dataclass(slots=True)
class Browser:
    """One connection with the cookies of one session."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self.send("GET", path, b"")

    async def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return await self.send("POST", path, urlencode(fields).encode())

    async def send(self, method: str, path: str, body: bytes) -> Answer:
        """Send a request; once more where the server has closed the idle connection."""
        request = self._request(method, path, body)
        if self.streams is not None:
            try:
                return await self._exchange(*self.streams, request)
            except (asyncio.IncompleteReadError, ConnectionError):
                self.streams[1].close()
        self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._exchange(*self.streams, request)

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Accept: text/html,application/json",
            "Accept-Encoding: gzip",
            "Sec-Fetch-Site: same-origin",
            f"Cookie: {cookies}",
        ]
        if method != "GET":
            lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> Answer:
        began = time.perf_counter()
        writer.write(request)
        first = await reader.readexactly(1)
        first_byte_s = time.perf_counter() - began
        head = first + await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(length_of(head, head[9:12]))
        answer = answer_of(first_byte_s, head, body)
        self._keep_cookies(answer)
        return answer

    def _keep_cookies(self, answer: Answer) -> None:
        for line in answer.header("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value

    async def sign_in(self, username: str) -> "Browser":
        answer = await self.post("/studio/sign-in", {"login": username, "password": PASSWORD})
        if answer.status != HTTPStatus.SEE_OTHER:
            raise UnexpectedAnswerError(f"{answer.status} to the sign-in of {username}")
        return self


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that a person opened."""

    who: str
    page: str
    first_byte_s: float


@dataclass(frozen=True, slots=True)
class Person:
    """`pages` by their names; a person with a `draft` writes at it."""

    who: str
    browser: Browser
    pages: Mapping[str, str]
    draft: int | None = None


async def work(people: Sequence[Person], seconds: float) -> list[Seen]:
    """Let all people work at the same time; they begin one after the other."""
    seen: list[Seen] = []
    deadline = time.perf_counter() + seconds
    tasks = [read(person, deadline, seen) for person in people if person.draft is None]
    tasks += [write(person, deadline, seen) for person in people if person.draft is not None]
    await asyncio.gather(*tasks)
    return seen


async def read(person: Person, deadline: float, seen: list[Seen]) -> None:
    """Open all pages in random order, again and again."""
    while True:
        for name in random.sample([*person.pages], len(person.pages)):
            await asyncio.sleep(random.uniform(*PAUSE_S))  # noqa: S311  # no secret
            if time.perf_counter() > deadline:
                return
            answer = await person.browser.get(person.pages[name])
            require(answer, HTTPStatus.OK, person.pages[name])
            seen.append(Seen(person.who, name, answer.first_byte_s))


async def write(person: Person, deadline: float, seen: list[Seen]) -> None:
    """Save one more sentence every second and a half."""
    path = f"/studio/editor/autosave/{person.draft}"
    fields = {"title": "At work", "content": "", "base_version": "1", "copy_tag": ""}
    await asyncio.sleep(random.uniform(0, AUTOSAVE_S))  # noqa: S311  # no secret
    while time.perf_counter() < deadline:
        fields["content"] += "One more sentence that a person has just written.\n"
        answer = await person.browser.post(path, fields)
        require(answer, HTTPStatus.OK, path)
        fields["copy_tag"] = copy_tag_of(answer)
        seen.append(Seen(person.who, AUTOSAVE, answer.first_byte_s))
        await asyncio.sleep(AUTOSAVE_S)


async def with_second_pages(browser: Browser, pages: Mapping[str, str]) -> dict[str, str]:
    """Return the pages, and the page that follows each first page of a list."""
    found = dict(pages)
    for name, path in pages.items():
        answer = await browser.get(path)
        require(answer, HTTPStatus.OK, path)
        if following := NEXT.search(answer.body):
            found[f"{name}, page 2"] = unescape(following[1])
    return found


def copy_tag_of(answer: Answer) -> str:
    found = re.search(r'"copy_tag":\s*"((?:[^"\\]|\\.)*)"', answer.body)
    return found[1].replace('\\"', '"') if found else ""


def require(answer: Answer, status: int, path: str) -> None:
    if answer.status != status:
        raise UnexpectedAnswerError(f"{answer.status} to {path}\n{answer.body[:2000]}")


@dataclass(slots=True)
class Scale:
    """Weighs a page: its own bytes, and those of the stylesheet and scripts that it loads."""

    browser: Browser
    known: dict[str, int] = field(default_factory=dict)

    async def weigh(self, path: str) -> int:
        """Return the bytes over the wire of a first visit, headers included."""
        answer = await self.browser.get(path)
        require(answer, HTTPStatus.OK, path)
        needed = await self.assets({*ASSET.findall(answer.body)})
        return answer.size + sum(self.known[each] for each in needed)

    async def assets(self, wanted: set[str]) -> set[str]:
        """Return the files and all that they import, each of them weighed."""
        found: set[str] = set()
        while wanted:
            path = wanted.pop()
            answer = await self.browser.get(quote(path))
            require(answer, HTTPStatus.OK, path)
            self.known[path] = answer.size
            found.add(path)
            wanted |= {urljoin(path, each) for each in IMPORT.findall(answer.body)} - found
        return found
