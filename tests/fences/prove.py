"""`scripts/check --prove`: plant a mistake for each fence in a copy of the tree.

All checks must pass in the unchanged copy first, so that no mistake is caught by chance.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.database import SERVER_VARIABLE, SERVING_VARIABLE, running_server
from tests.fences.plant import COMMANDS, Plant, Tool, clone_history
from tests.fences.plants_of_bodies import BODIES
from tests.fences.plants_of_house import HOUSE
from tests.fences.plants_of_server import SERVER
from tests.fences.plants_of_texts import TEXTS
from tests.fences.plants_of_tools import TOOLS
from tests.fences.plants_of_walks import WALKS

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".data", ".*_cache", "__pycache__", "node_modules", "htmlcov", "*.egg-info"
)
Run = Callable[[Tool, Iterable[str]], subprocess.CompletedProcess[str]]


def prove(tree: Path, plants: list[Plant], urls: tuple[str, str]) -> list[bool]:
    """Return whether each was caught, one after the other in one copy."""
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT, symlinks=True)
    if (ROOT / ".git").exists():
        clone_history(ROOT, tree)
    run = runner(tree, urls)
    for tool in dict.fromkeys(plant.tool for plant in plants):
        require_clean(run, tool, [plant for plant in plants if plant.tool == tool])
    begin = time.time()
    return [is_caught(run, tree, plant, begin + number) for number, plant in enumerate(plants)]


def runner(tree: Path, urls: tuple[str, str]) -> Run:
    """Run a tool of this interpreter in the copy."""
    bin_dir = Path(sys.executable).parent
    variables = {
        "PYTHONPATH": str(tree),
        SERVER_VARIABLE: urls[0],
        SERVING_VARIABLE: urls[1],
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run(tool: Tool, target: Iterable[str]) -> subprocess.CompletedProcess[str]:
        program, *options = COMMANDS[tool]
        return subprocess.run(
            [bin_dir / program, *options, *target],
            cwd=tree,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def require_clean(run: Run, tool: Tool, plants: list[Plant]) -> None:
    """Raise an error if a check fails before any mistake is planted."""
    targets = dict.fromkeys(name for plant in plants for name in plant.target)
    known = [name for name in targets if "::" in name or (ROOT / name).exists()]
    answer = run(tool, known)
    if answer.returncode != 0:
        raise RuntimeError(f"{tool} fails without any plant:\n{answer.stdout}{answer.stderr}")


def is_caught(run: Run, tree: Path, plant: Plant, planted_at: float) -> bool:
    """Plant a mistake, run its tool, remove it again.

    Each at another second: mypy takes a file of the same mtime and size for the same file.
    """
    file = tree / plant.path
    before = file.read_bytes() if file.exists() else None
    plant.apply(tree)
    os.utime(file, (planted_at, planted_at))
    try:
        answer = run(plant.tool, plant.target)
    finally:
        file.unlink() if before is None else file.write_bytes(before)
    caught = answer.returncode != 0 and plant.says in answer.stdout
    sys.stderr.write(f"{'caught' if caught else 'NOT CAUGHT'}: {plant.mistake}\n")
    return caught


def table_of(results: list[tuple[Plant, bool]]) -> Table:
    """Return a table with one line for each plant."""
    table = Table("fence", "planted mistake", "caught")
    for plant, caught in results:
        fence = f"{plant.tool}: {plant.finds.rpartition('::')[2].removesuffix(' BROKEN')}"
        table.add_row(escape(fence), plant.mistake, "yes" if caught else "[bold red]NO")
    return table


def main() -> int:
    """Prove the fences without a server in parallel with the others."""
    sequences = [[*TOOLS, *HOUSE, *TEXTS], [*SERVER, *BODIES, *WALKS]]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server() as urls,
        ThreadPoolExecutor() as pool,
    ):
        trees = [Path(folder, str(number)) for number in range(len(sequences))]
        caught = pool.map(prove, trees, sequences, [urls] * len(sequences))
        results = [
            pair
            for sequence, found in zip(sequences, caught, strict=True)
            for pair in zip(sequence, found, strict=True)
        ]
    Console(width=140).print(table_of(results))
    slipped = [plant for plant, was_caught in results if not was_caught]
    Console().print(f"{len(results)} planted, {len(results) - len(slipped)} caught")
    return len(slipped) and 1


if __name__ == "__main__":
    sys.exit(main())
