"""The command line of `scripts/bench`."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from rich.console import Console
from rich.progress import Progress

from benchmarking.cluster import MEASURING, in_database, running_cluster
from benchmarking.filling import ensure_filled
from benchmarking.goals import judge
from benchmarking.machine import describe
from benchmarking.report import save, show
from benchmarking.rounds import Arena, Effort, measure_in_turn
from benchmarking.servers import KINDS, Place, running
from benchmarking.workloads import WORKLOADS, find_facts

app = typer.Typer(add_completion=False, rich_markup_mode=None)
ROOT = Path(__file__).parents[2]
SERVER_CORE, LOAD_CORE = 0, 1


@app.command()
def bench(  # noqa: PLR0913  # one argument an option
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="About a minute, on 10,000 posts.")
    ] = False,
    posts: Annotated[int | None, typer.Option(min=1000, help="Rows to measure on.")] = None,
    rounds: Annotated[int | None, typer.Option(min=1)] = None,
    seconds: Annotated[float | None, typer.Option(help="Of each measurement.")] = None,
    workloads: Annotated[str, typer.Option(help="Some of L,G,M,create,L304,G304.")] = "",
    servers: Annotated[str, typer.Option(help="Some of product,tutorial,drf,limit,constant.")] = "",
    data: Annotated[Path, typer.Option(help="Where the databases are kept.")] = ROOT
    / ".data/bench",
    output: Annotated[Path, typer.Option(help="Where the figures go.")] = ROOT / "build/bench",
) -> None:
    """Measure the product and its baselines in turn, on one core, and say what was reached."""
    effort = Effort(
        rounds or (3 if quick else 5), seconds or (0.6 if quick else 4), 0.2 if quick else 1
    )
    chosen = [w for w in WORKLOADS if not workloads or w.key in workloads.split(",")]
    kinds = [k for k in KINDS if not servers or k.name in servers.split(",")]
    name = ensure_filled(data, posts or (10_000 if quick else 200_000))
    console = Console()
    with ExitStack() as stack:
        url = in_database(stack.enter_context(running_cluster(data, MEASURING)), name)
        os.sched_setaffinity(0, {LOAD_CORE})
        place = Place(url, data, SERVER_CORE)
        make_keys(place)
        machine, facts = describe(url), find_facts(url)
        running_servers = [stack.enter_context(running(kind, place)) for kind in kinds]
        total = effort.rounds * sum(w.key in k.answers for w in chosen for k in kinds)
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("measuring", total=total)
            measures = measure_in_turn(
                Arena(running_servers, facts, place), chosen, effort, lambda: progress.advance(task)
            )
    verdicts = judge(measures)
    show(console, measures, verdicts)
    save(output / "results.json", machine, measures, verdicts, posts=posts, rounds=effort.rounds)


def make_keys(place: Place) -> None:
    """Whoever signs or verifies a token here does it with these."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    place.private_key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    place.private_key.chmod(0o600)
    place.public_key.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )


if __name__ == "__main__":
    app()
