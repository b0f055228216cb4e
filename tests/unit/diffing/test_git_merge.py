"""Comparison with `git merge-file`: we conflict wherever it does, and agree where both are clean.

Alignments of repeated lines are ambiguous, so these documents repeat blank lines only; decision
0040 counts documents of few different lines.
"""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from blog_api.diffing.text_merge import Conflicts, Merged, merge_texts

GIT = shutil.which("git") or "git"
TRIPLES = 150


def document(random_: random.Random, *, blank: bool) -> list[str]:
    numbers = random_.sample(range(10**6), random_.randint(1, 14))
    lines = [[f"line {number}\n", *["\n"] * blank] for number in numbers]
    return [line for part in lines for line in part]


def edited(random_: random.Random, lines: list[str], *, blank: bool) -> list[str]:
    result = list(lines)
    for _ in range(random_.randint(1, 3)):
        place = random_.randrange(len(result) + 1)
        new = [f"new {random_.randrange(10**6)}\n", *["\n"] * blank]
        replaced, added = random_.choice([(0, new), (1, new), (1, []), (2, [])])
        result[place : place + replaced] = added
    return result


def git_merge(folder: Path, base: str, yours: str, theirs: str) -> Merged | None:
    """Return the clean merge, None for a conflict."""
    files = [folder / "yours", folder / "base", folder / "theirs"]
    for file, text in zip(files, (yours, base, theirs), strict=True):
        file.write_text(text)
    command = [GIT, "merge-file", "-p", "--diff3", *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 <= run.returncode < 128, run.stderr
    return None if run.returncode else Merged(run.stdout)


@pytest.mark.skipif(shutil.which(GIT) is None, reason="needs git")
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("blank", [False, True])
def test_like_git(tmp_path: Path, seed: int, *, blank: bool) -> None:
    random_ = random.Random(seed)  # noqa: S311  # the same triples in every run
    clean = 0
    for _ in range(TRIPLES):
        lines = document(random_, blank=blank)
        sides = (edited(random_, lines, blank=blank) for _ in range(2))
        base, yours, theirs = ("".join(part) for part in (lines, *sides))
        ours, gits = merge_texts(base, yours, theirs), git_merge(tmp_path, base, yours, theirs)
        assert isinstance(ours, Conflicts) or ours == gits, (base, yours, theirs)
        clean += isinstance(ours, Merged)
    assert TRIPLES / 5 < clean < TRIPLES
