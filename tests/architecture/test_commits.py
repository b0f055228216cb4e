"""Subjects of commits: an imperative of at most 72 characters, without a full stop."""

import re
import shutil
import subprocess

import pytest

from tests.architecture.tree import ROOT

SINCE = "9ceb9144d5d4fd3f225ab9a9986a33b7ca412763"  # earlier subjects follow no rule
MAX_LENGTH = 72
IMPERATIVE = re.compile(r"[A-Z][a-z]+(-[a-z]+)?(?= )")
# First words that are no imperative although they look like one.
OTHER_WORDS = re.compile(
    "A|All|An|And|As|At|Both|By|Each|Every|For|From|How|If|In|It|Its|New|No|Nobody|Not|Of|On|One"
    "|Only|Our|Some|That|The|There|They|This|To|What|When|Where|Who|Who[e]ver|With|You"
)
OTHER_FORMS = re.compile(r".*(?:[^es]ed|[a-z]{2}ing|[^su]s)$")
IMPERATIVES = frozenset({"Bring", "Embed", "Ping", "Shed", "Spring", "String", "Wed"})


def is_plain(subject: str) -> bool:
    first = IMPERATIVE.match(subject)
    return (
        first is not None
        and len(subject) <= MAX_LENGTH
        and not subject.endswith(".")
        and not OTHER_WORDS.fullmatch(first[0])
        and (first[0] in IMPERATIVES or not OTHER_FORMS.match(first[0]))
    )


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Reject a cursor of another list (422)", True),
        ("Pass the deadline to the pool", True),
        ("Need a token for the feed", True),
        ("Type-check the tests of OAuth clients", True),
        ("Bring the migrations along", True),
        ("What many ask at once is read once", False),
        ("Rejects a cursor of another list", False),
        ("Rejected a cursor of another list", False),
        ("Rejecting a cursor of another list", False),
        ("reject a cursor of another list", False),
        ("Reject a cursor of another list.", False),
        ("Reject a cursor of another list, which pointed at rows that nobody had asked for", False),
    ],
)
def test_the_rule(subject: str, *, expected: bool) -> None:
    assert is_plain(subject) == expected


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("git") or "git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif(
    not (ROOT / ".git").exists() or git("cat-file", "-e", SINCE).returncode != 0,
    reason="no checkout with its history",
)
def test_subjects_of_new_commits() -> None:
    log = git("log", "--no-merges", "--format=%h %s", f"{SINCE}..HEAD")
    assert log.returncode == 0, log.stderr
    subjects = [line.partition(" ") for line in log.stdout.splitlines()]
    assert [f"{commit} {text}" for commit, _, text in subjects if not is_plain(text)] == []
