"""First byte and weight of every page of the studio, with twenty people at work."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Final

import psycopg
import uvloop
from rich import print as say

from benchmarking.cluster import create_database, drop_database, in_database
from benchmarking.filling import ensure_filled
from benchmarking.machine import Machine, describe
from benchmarking.outcome import percentile
from benchmarking.runs import Folders, cluster, place_on
from benchmarking.servers import PRODUCT, Place, Server, running
from benchmarking.studio_pages import (
    ADMINISTRATOR,
    AUTHOR,
    STRANGER,
    Api,
    Rows,
    find_authors,
    prepare_admin,
    prepare_author,
)
from benchmarking.studio_people import (
    AUTOSAVE,
    Browser,
    Person,
    Scale,
    Seen,
    with_second_pages,
    work,
)
from benchmarking.workloads import find_facts

MAX_MS, MAX_KB = 50, 60
ADMINS, AUTHORS, WRITERS = 8, 8, 4
WARM_S: Final = 10
ANYONE, IS_AUTHOR, IS_ADMIN = "anyone", "author", "administrator"


@dataclass(frozen=True, slots=True)
class Figure:
    """One page for one kind of person; `kilobytes` of a first visit, None for an autosave."""

    page: str
    who: str
    count: int
    p50_ms: float
    p95_ms: float
    kilobytes: float | None

    @property
    def is_reached(self) -> bool:
        return self.p95_ms <= MAX_MS and (self.kilobytes or 0) <= MAX_KB


@dataclass(frozen=True, slots=True)
class Run:
    """Conditions of a measurement; the load averages are those of one and fifteen minutes."""

    posts: int
    seconds: float
    people: int
    pages: int
    load: tuple[float, float]
    machine: Machine


def measure_studio(folders: Folders, posts: int, seconds: float) -> None:
    """Measure on a copy of the database, which is dropped at the end; print a table."""
    name = ensure_filled(folders.data, posts)
    own = f"{name}_studio"
    with cluster(folders) as url:
        drop_database(url, own)
        create_database(url, own, name)
        place = place_on(in_database(url, own), folders)
        load = os.getloadavg()
        try:
            with running(PRODUCT, place) as server:
                seen, weights = uvloop.run(observe(place, server, seconds))
        finally:
            drop_database(url, own)
        run = Run(posts, seconds, ADMINS + AUTHORS + WRITERS, len(seen), load[::2], describe(url))
    figures = figures_of(seen, weights)
    file = folders.output / "studio.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"run": asdict(run), "figures": [*map(asdict, figures)]}, indent=1))
    file.with_suffix(".md").write_text(table_of(run, figures))
    say(table_of(run, figures))


async def observe(
    place: Place, server: Server, seconds: float
) -> tuple[list[Seen], dict[tuple[str, str], int]]:
    """Return the pages that people opened, and the bytes of each by person and name."""
    people = await gather_people(place, server)
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    weights: dict[tuple[str, str], int] = {}
    for person in people:
        scale = Scale(person.browser)
        for name, path in person.pages.items():
            if (person.who, name) not in weights:  # not every author has a second page
                weights[person.who, name] = await scale.weigh(path)
    await work([each for each in people if each.draft is None], WARM_S)
    return await work(people, seconds), weights


async def gather_people(place: Place, server: Server) -> list[Person]:
    """Return administrators, authors, authors who write, and a stranger, who does not sign in."""
    admin = find_facts(place.url).username
    authors = find_authors(place.url, AUTHORS + WRITERS)
    port = server.port
    prepared = await asyncio.to_thread(prepare_admin, port, authors[-1], admin)
    browsers = [await Browser(port).sign_in(admin) for _ in range(ADMINS)]
    pages = await with_second_pages(browsers[0], prepared.pages(ADMINISTRATOR))
    people = [Person(IS_ADMIN, browser, pages) for browser in browsers]
    for author in authors[:AUTHORS]:
        rows: Rows = await asyncio.to_thread(prepare_author, port, author, admin)
        browser = await Browser(port).sign_in(author.username)
        pages = await with_second_pages(browser, rows.pages(AUTHOR))
        people.append(Person(IS_AUTHOR, browser, pages))
    for author in authors[AUTHORS:]:
        browser = await Browser(port).sign_in(author.username)
        draft = await asyncio.to_thread(make_draft, port, author.username)
        people.append(Person(IS_AUTHOR, browser, {}, draft))
    return [*people, Person(ANYONE, Browser(port), STRANGER)]


def make_draft(port: int, username: str) -> int:
    given = {"title": "At work", "content": "", "status": "draft"}
    return int(Api.of(port, username).call("POST", "/posts", given)["id"])


def figures_of(seen: Sequence[Seen], weights: dict[tuple[str, str], int]) -> list[Figure]:
    """Return the pages that administrators open first, then those of authors, then the rest."""
    order = (IS_ADMIN, IS_AUTHOR, ANYONE)
    names = sorted({(each.who, each.page) for each in seen}, key=lambda pair: order.index(pair[0]))
    found = []
    for who, page in sorted(names, key=lambda pair: (order.index(pair[0]), pair[1])):
        times = [each.first_byte_s * 1e3 for each in seen if (each.who, each.page) == (who, page)]
        weight = weights[who, page] / 1e3 if page != AUTOSAVE else None
        found.append(Figure(page, who, len(times), median(times), percentile(times, 0.95), weight))
    return found


def table_of(run: Run, figures: Sequence[Figure]) -> str:
    """Return the table in Markdown; figures beyond a limit are bold."""
    late = [each for each in figures if not each.is_reached]
    told = (
        f"{run.posts:,} posts, {run.people} people, {run.pages:,} pages in {run.seconds:g} s; load"
        f" average of one minute {run.load[0]:.1f} before, of fifteen {run.load[1]:.1f};"
        f" {run.machine.cores} cores, Python {run.machine.python}, PostgreSQL"
        f" {run.machine.postgresql}. {len(figures) - len(late)} of {len(figures)} within limits."
    )
    head = ["| page | for | opened | p50 ms | p95 ms | KB |", "|---|---|---|---|---|---|"]
    lines = [told, "", *head, *map(row_of, figures)]
    return "\n".join(lines) + "\n"


def row_of(figure: Figure) -> str:
    late = "**" if figure.p95_ms > MAX_MS else ""
    weight = "" if figure.kilobytes is None else f"{figure.kilobytes:.1f}"
    heavy = "**" if figure.kilobytes is not None and figure.kilobytes > MAX_KB else ""
    return (
        f"| {figure.page} | {figure.who} | {figure.count} | {figure.p50_ms:.1f} |"
        f" {late}{figure.p95_ms:.1f}{late} | {heavy}{weight}{heavy} |"
    )
