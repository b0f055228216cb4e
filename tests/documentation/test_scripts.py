"""Scripts that pages show: run, or at least their arguments compared with the scripts."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

from tests.cli.served import SERVES, STARTING_S, environment
from tests.documentation.commands import ROOT, all_commands, read
from tests.embedded.observe import wait_for
from tests.faults.clustered import NAMES as CLUSTER_ROWS
from tests.faults.rows import LONG_ROWS

SCRIPTS: Final = {c.text for c in all_commands() if re.search(r"scripts/|\.ci/", c.text)}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with `scripts/serve`, whose set-up has nothing to do.

    In the real checkout, set-up would replace the environment of this test if it is outdated.
    """
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/serve", tmp_path / "scripts")
    (tmp_path / "scripts/setup").symlink_to("/bin/true")
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    return tmp_path


def test_serve_prints_what_the_readme_says(data_dir: Path, checkout: Path) -> None:
    """Its URL, its data folder, and the command that creates an administrator."""
    log = checkout / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [checkout / "scripts/serve", "--port", "0"],
            env=environment(data_dir),
            stdout=output,
            stderr=output,
        )
    try:
        assert wait_for(
            lambda: "create-admin" in log.read_text() or process.poll() is not None, STARTING_S
        )
        printed = log.read_text()
        assert SERVES.search(printed)
        assert f"data      {data_dir}" in printed
        [command] = [c.text for c in all_commands() if c.text.startswith(".venv/bin/blog-api")]
        assert command.removeprefix(".venv/bin/blog-api ") in printed
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=STARTING_S) == 0


def test_prose_prints_figures() -> None:
    done = run([sys.executable, "-m", "tests.prose"])
    # The exit code says whether all figures are in their ranges; CI does not require it.
    assert done.returncode in {0, 1}, done.stderr
    assert done.stdout.startswith("| per 1,000 docstring words | blog_api | range |")


def test_the_one_test_of_contributing_exists() -> None:
    [command] = [text for text in SCRIPTS if "--no-cov" in text]
    files = [word for word in command.split() if word.startswith("tests/")]
    assert files
    assert all((ROOT / file).is_file() for file in files)


def test_every_script_is_one_that_can_be_started() -> None:
    names = {re.findall(r"(?:scripts|\.ci)/[\w-]+", text)[0] for text in SCRIPTS}
    files = [ROOT / name for name in names if not (ROOT / name).is_dir()]
    assert len(files) > 12
    assert [file for file in files if not os.access(file, os.X_OK)] == []
    for file in files:
        shell = re.findall(r"^#!.*?(\w+)$", file.read_text(), re.MULTILINE)[0]
        assert run([shell, "-n", str(file)]).returncode == 0


def test_rows_and_kinds_exist() -> None:
    rows = {row.name for row in LONG_ROWS} | {"ROW", *CLUSTER_ROWS}
    named = {found for text in SCRIPTS for found in re.findall(r"--only (\S+)", text)}
    assert named <= rows
    kinds = set(re.findall(r"^    (\w+)\) echo", (ROOT / "scripts/fuzz").read_text(), re.MULTILINE))
    chosen = {word for text in SCRIPTS for word in re.findall(r"scripts/fuzz(.*)", text)}
    assert {kind for words in chosen for kind in words.split()} <= kinds
    page = read("docs/fuzzing.md")
    assert set(re.findall(r"^\| \*\*(\w+)\*\* `", page, re.MULTILINE)) == kinds


def test_options_of_the_benchmark_exist() -> None:
    source = "".join(path.read_text() for path in (ROOT / "scripts/benchmarking").glob("*.py"))
    named = {o for text in SCRIPTS for o in re.findall(r"scripts/bench.*?(--[a-z]+)", text)}
    assert named == {"--against", "--quick", "--scale", "--studio"}
    assert all(f'"{option}"' in source for option in named)


def test_options_of_schemathesis_exist() -> None:
    [command] = [c.text for c in all_commands() if c.text.startswith("schemathesis")]
    help_text = run([str(Path(sys.executable).with_name("schemathesis")), "run", "--help"]).stdout
    named = re.findall(r"(?<=[ [])--?[A-Za-z-]+", command)
    assert named == ["--max-time", "-H"]
    assert [option for option in named if option not in help_text] == []


def test_locks_and_extras_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locks = [c.text for c in all_commands() if c.text.startswith("uv pip compile")]
    assert len(locks) == 3
    for command in locks:
        assert (ROOT / command.rpartition(" ")[2]).is_file()
        assert set(re.findall(r"--group (\w+)", command)) <= set(project["dependency-groups"])
    extras = {e for c in all_commands() for e in re.findall(r"blog_api\[(\w+)\]", c.text)}
    assert extras == set(project["project"]["optional-dependencies"])


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/usr/bin/env", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
