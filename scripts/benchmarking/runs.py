"""The two runs: product and baselines in turn, and the product from few posts to many."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import Progress

from benchmarking.bulk import measure_bulk, medians
from benchmarking.chart import draw
from benchmarking.cluster import MEASURING, in_database, running_cluster
from benchmarking.filling import ensure_filled
from benchmarking.goals import judge
from benchmarking.keys import make_keys
from benchmarking.machine import describe
from benchmarking.report import save, show, table_of_goals
from benchmarking.rounds import Arena, Effort, measure_in_turn
from benchmarking.scale import Side, ask_in_turn, judge_scale
from benchmarking.servers import PRODUCT, Kind, Place, running
from benchmarking.trials import try_product
from benchmarking.workloads import Workload, find_facts

SERVER_CORE, LOAD_CORE = 0, 1
FEW: Final = 10_000
SLOWEST_POSTS: Final = 1_000_000  # from here on there is an account with enough posts for bulk


@dataclass(frozen=True, slots=True)
class Folders:
    """Where databases are kept, and where figures go."""

    data: Path
    output: Path


@dataclass(frozen=True, slots=True)
class Choice:
    """What to compare, on how many posts; `tried` requests for the memory of the product."""

    posts: int
    workloads: Sequence[Workload]
    kinds: Sequence[Kind]
    tried: int


def compare(folders: Folders, choice: Choice, effort: Effort) -> None:
    """A table, JSON and a chart."""
    name = ensure_filled(folders.data, choice.posts)
    console = Console()
    with cluster(folders) as url, Progress(console=console, transient=True) as progress:
        place = place_on(in_database(url, name), folders)
        machine, facts = describe(place.url), find_facts(place.url)
        pairs = sum(w.key in kind.answers for w in choice.workloads for kind in choice.kinds)
        task = progress.add_task("measuring", total=effort.rounds * pairs)
        with ExitStack() as stack:
            servers = [stack.enter_context(running(kind, place)) for kind in choice.kinds]
            measures = measure_in_turn(
                Arena(servers, facts, place),
                choice.workloads,
                effort,
                lambda: progress.advance(task),
            )
        verdicts = judge(measures)
        file = folders.output / "results.json"
        more: dict[str, Any] = {"posts": choice.posts, "effort": asdict(effort)}
        save(file, machine, measures, verdicts, **more)
        subtitle = f"{choice.posts:,} posts of a kilobyte, {effort.connections} connections"
        file.with_name("chart.svg").write_text(draw(measures, subtitle))
        if choice.tried:
            task = progress.add_task("trying", total=3)
            advance = partial(progress.advance, task)
            trials = try_product(PRODUCT, place, facts, choice.tried, advance)
            verdicts += trials.judge()
            save(file, machine, measures, verdicts, **more, trials=asdict(trials))
    show(console, measures, verdicts)


def grow(folders: Folders, posts: int, rounds: int, seconds: float) -> None:
    """A table and JSON."""
    names = [ensure_filled(folders.data, count) for count in (FEW, posts)]
    console = Console()
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


@contextmanager
def cluster(folders: Folders) -> Iterator[str]:
    """PostgreSQL on any core; we ourselves, who make the load, on one that no server has."""
    with running_cluster(folders.data, MEASURING) as url:
        os.sched_setaffinity(0, {LOAD_CORE})
        yield url


def place_on(url: str, folders: Folders) -> Place:
    """Where servers run on this database."""
    place = Place(url, folders.data, SERVER_CORE)
    if not place.private_key.exists():
        make_keys(place)
    return place
