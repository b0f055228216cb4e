"""The command line of `scripts/bench`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from benchmarking.against import prepare
from benchmarking.rounds import Effort
from benchmarking.runs import Choice, Folders, compare, grow
from benchmarking.servers import KINDS, PRODUCT
from benchmarking.studio import measure_studio
from benchmarking.workloads import WORKLOADS

app = typer.Typer(add_completion=False, rich_markup_mode=None)
ALL_WORKLOADS = ",".join(workload.key for workload in WORKLOADS)
ALL_KINDS = ",".join(kind.name for kind in KINDS)
ROOT = Path(__file__).parents[2]
STUDIO_S = 300
QUICK, FULL = Effort(2, 0.5, 0.2), Effort(5, 2.5, 0.5)


@app.command()
def bench(  # noqa: PLR0913  # one argument an option
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Two minutes, 10,000 posts.")] = False,
    scale: Annotated[bool, typer.Option("--scale", help="Few posts against very many.")] = False,
    studio: Annotated[
        bool, typer.Option("--studio", help="First byte and weight of pages.")
    ] = False,
    posts: Annotated[
        int | None,
        typer.Option(min=10_000, help="200,000 unless given, 5,000,000 with --scale."),
    ] = None,
    rounds: Annotated[int | None, typer.Option(min=1)] = None,
    seconds: Annotated[float | None, typer.Option(help="Of each measurement.")] = None,
    workloads: Annotated[str, typer.Option(help=f"Some of {ALL_WORKLOADS}.")] = "",
    servers: Annotated[str, typer.Option(help=f"Some of {ALL_KINDS}.")] = "",
    trials: Annotated[
        int | None, typer.Option(help="Requests to watch memory for; 0 leaves out logins too.")
    ] = None,
    against: Annotated[str, typer.Option("--against", help="Measures another commit, too.")] = "",
    data: Annotated[Path, typer.Option(help="Keeps the databases.")] = ROOT / ".data/bench",
    output: Annotated[Path, typer.Option(help="Takes figures and chart.")] = ROOT / "build/bench",
) -> None:
    """Measure the product and its baselines in turn, on one core, and say what was reached."""
    effort = QUICK if quick else FULL
    effort = Effort(rounds or effort.rounds, seconds or effort.seconds, effort.warm)
    folders = Folders(data.absolute(), output.absolute())
    if scale:
        grow(folders, posts or 5_000_000, effort.rounds, min(effort.seconds, 1))
        return
    if studio:
        measure_studio(folders, posts or 200_000, seconds or STUDIO_S)
        return
    pythons = {PRODUCT.name: sys.executable}
    chosen = [w for w in WORKLOADS if not workloads or w.key in workloads.split(",")]
    kinds = [kind for kind in KINDS if not servers or kind.name in servers.split(",")]
    count = posts or (10_000 if quick else 200_000)
    if against:
        former, python = prepare(against, count)
        kinds.append(former)
        pythons[former.name] = str(python)
    tried = trials if trials is not None else 0 if quick or workloads or servers else 100_000
    compare(folders, Choice(count, chosen, kinds, tried, pythons), effort)


if __name__ == "__main__":
    app()
