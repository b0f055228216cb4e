"""The two benchmarks: product against baselines, and few posts against many."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import Progress

from benchmarking.against import ensure_filled_by
from benchmarking.bulk import measure_bulk, medians
from benchmarking.calls import count_calls
from benchmarking.chart import draw
from benchmarking.cluster import MEASURING, in_database, postmaster_of, running_cluster
from benchmarking.filling import ensure_filled
from benchmarking.goals import Verdict, judge
from benchmarking.installed import measure_installed
from benchmarking.keys import make_keys
from benchmarking.machine import describe
from benchmarking.page import page_of_results
from benchmarking.pocketbase import ensure_copied, pocketbase_folder
from benchmarking.report import save, show, table_of_goals
from benchmarking.rounds import Arena, Effort, Measure, measure_in_turn
from benchmarking.scale import Side, ask_in_turn, judge_scale
from benchmarking.servers import POCKETBASE, PRODUCT, Kind, Place, running
from benchmarking.trials import try_product
from benchmarking.workloads import Workload, find_facts

SERVER_CORE, LOAD_CORE = 0, 1
FILE_WIDTH: Final = 110
FEW: Final = 10_000
SLOWEST_POSTS: Final = 1_000_000  # from here on there is an account with enough posts for bulk


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders of databases and of results."""

    data: Path
    output: Path


@dataclass(frozen=True, slots=True)
class Choice:
    """Servers, workloads and posts.

    `tried` is the number of requests for the memory test; `pythons` run the profiler.
    """

    posts: int
    workloads: Sequence[Workload]
    kinds: Sequence[Kind]
    tried: int
    pythons: Mapping[str, str]


@dataclass(slots=True)
class Found:
    """Results so far."""

    measures: list[Measure] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def compare(folders: Folders, choice: Choice, effort: Effort) -> None:
    """Print a table; write JSON, Markdown and a chart."""
    name = ensure_filled(folders.data, choice.posts)
    console = wide_console()
    with cluster(folders) as url, Progress(console=console, transient=True) as progress:
        place = place_on(in_database(url, name), folders)
        if POCKETBASE in choice.kinds:
            ensure_copied(place)
        file = folders.output / "results.json"
        machine = describe(place.url)
        found = Found(more={"posts": choice.posts, "effort": asdict(effort)})
        for step in (measure_servers, try_alone):
            step(place, choice, effort, progress, found)
            save(file, machine, found.measures, found.verdicts, calls=found.calls, **found.more)
    subtitle = f"{choice.posts:,} posts of a kilobyte, {effort.connections} connections"
    file.with_name("chart.svg").write_text(draw(found.measures, subtitle))
    page = page_of_results(machine, effort, found.measures, found.verdicts, found.calls)
    file.with_suffix(".md").write_text(page)
    show(console, found.measures, found.verdicts, found.calls)


def measure_servers(
    place: Place, choice: Choice, effort: Effort, progress: Progress, found: Found
) -> None:
    """Start all servers; measure them in turn, and then their calls."""
    pairs = sum(w.key in kind.answers for w in choice.workloads for kind in choice.kinds)
    task = progress.add_task("measuring", total=effort.rounds * pairs)
    own = {k: ensure_filled_by(k, place, choice.posts) for k in choice.kinds if k.database}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(kind, own.get(kind, place))) for kind in choice.kinds
        ]
        elsewhere = {kind.name: (find_facts(its.url), its) for kind, its in own.items()}
        postmaster = postmaster_of(place.url)
        arena = Arena(servers, find_facts(place.url), place, postmaster, elsewhere)
        advance = partial(progress.advance, task)
        found.measures = measure_in_turn(arena, choice.workloads, effort, advance)
        found.calls = count_calls(arena, choice.pythons)
        found.verdicts = judge(found.measures) + measure_installed().judge()


def try_alone(
    place: Place, choice: Choice, _effort: Effort, progress: Progress, found: Found
) -> None:
    """Measure memory, logins and starts of the product."""
    if not choice.tried:
        return
    task = progress.add_task("trying", total=4)
    advance = partial(progress.advance, task)
    trials = try_product(PRODUCT, place, find_facts(place.url), choice.tried, advance)
    found.verdicts += trials.judge()
    found.more["trials"] = asdict(trials)


def grow(folders: Folders, posts: int, rounds: int, seconds: float) -> None:
    """Print a table; write JSON."""
    names = [ensure_filled(folders.data, count) for count in (FEW, posts)]
    console = wide_console()
    with cluster(folders) as url, ExitStack() as stack:
        few, many = (place_on(in_database(url, name), folders) for name in names)
        sides = (
            Side(FEW, few.url, stack.enter_context(running(PRODUCT, few))),
            Side(posts, many.url, stack.enter_context(running(PRODUCT, many))),
        )
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("measuring", total=rounds)
            answered = ask_in_turn(sides, rounds, seconds, lambda: progress.advance(task))
        verdicts, bulks = judge_scale(answered), []
        if posts >= SLOWEST_POSTS:
            bulks = measure_bulk(sides[1].server, many.url, rounds)
            verdicts += medians(bulks).judge()
        machine = describe(url)
    console.print(table_of_goals(verdicts))
    more = {"answered": list(map(asdict, answered)), "bulk": list(map(asdict, bulks))}
    save(folders.output / "scale.json", machine, [], verdicts, **more)


def wide_console() -> Console:
    """Return a console with the width of the terminal, or room for the tables in a file."""
    return Console(width=None if sys.stdout.isatty() else FILE_WIDTH)


@contextmanager
def cluster(folders: Folders) -> Iterator[str]:
    """Start PostgreSQL on any core; pin this process, the load generator, to its own core."""
    with running_cluster(folders.data, MEASURING) as url:
        os.sched_setaffinity(0, {LOAD_CORE})
        yield url


def place_on(url: str, folders: Folders) -> Place:
    database = url.rpartition("/")[2].partition("?")[0]
    place = Place(url, folders.data, SERVER_CORE, pocketbase_folder(folders.data, database))
    if not place.private_key.exists():
        make_keys(place)
    return place
