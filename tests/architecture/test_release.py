"""Workflows, units and the changelog refer only to existing things."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from blog_api.cli import MODULES
from tests.architecture.tree import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCRIPT = re.compile(r"(?<![\w/.-])((?:scripts|\.ci)/[\w./-]+)")
VERSION = re.compile(r"^## (\S+)", re.MULTILINE)
NOTES = ROOT / "scripts/packaged/release_notes.py"
CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}  # Keep a Changelog


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_scripts_that_exist(workflow: Path) -> None:
    named = set(SCRIPT.findall(workflow.read_text()))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("name", ["run", "nightly"])
def test_both_forms_of_ci_run_on_github(name: str) -> None:
    assert any(f"run: .ci/{name}\n" in workflow.read_text() for workflow in WORKFLOWS)


@pytest.mark.parametrize("unit", sorted((ROOT / "deploy/systemd").iterdir()), ids=lambda p: p.name)
def test_a_unit_runs_a_command_that_exists(unit: Path) -> None:
    commands = re.findall(
        r"^ExecStart=/opt/blog-api/bin/blog-api (\S+)", unit.read_text(), re.MULTILINE
    )
    assert set(commands) <= set(MODULES)
    assert commands or unit.suffix == ".timer"


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert VERSION.findall(text)[0] == "Unreleased"
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= CHANGES


@pytest.mark.parametrize(
    ("version", "code", "output"), [("0.1.0", 0, "The first release"), ("9.9.9", 1, "says")]
)
def test_release_notes(version: str, code: int, output: str) -> None:
    """The version of pyproject.toml has its notes; a tag of another version is rejected."""
    done = subprocess.run(
        [sys.executable, NOTES, version], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert output in done.stdout + done.stderr
