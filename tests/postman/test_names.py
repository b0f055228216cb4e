"""Names in the collection say what a request does: verb, object, and the expected error."""

import re
from collections.abc import Iterator
from typing import Any, Final

from postman.collection import collection
from postman.request import Request
from postman.story import FOLDERS

MAX_LENGTH: Final = 60
VERBS: Final = (
    *("Accept", "Add", "Approve", "Archive", "Change", "Check", "Clear", "Compare", "Confirm"),
    *("Count", "Create", "Deactivate", "Decline", "Delete", "Discard", "End", "Export", "Get"),
    *("Hard-delete", "List", "Log in", "Log out", "Look up", "Merge", "Offer", "Preview"),
    *("Publish", "Purge", "Reactivate", "Redact", "Refresh", "Register", "Remove", "Rename"),
    *("Replace", "Request", "Reset", "Restore", "Retry", "Revert", "Revoke", "Rotate", "Save"),
    *("Search", "Start adding", "Transfer", "Turn off", "Undo", "Update", "Upload", "Use"),
    *("Verify", "Vote", "Withdraw"),
)
VERB: Final = re.compile(rf"({'|'.join(VERBS)})(?= |$)")
PROPER_NOUNS: Final = {"Ada", "Atom", "Grace", "Greek", "Hedy", "Prometheus"}
CAPITALISED: Final = re.compile(r"(?<=[ (])[A-Z][a-z]+(?![\w-])")
# A status from 300 on is that of an error, or of a response without the usual body.
STATUS: Final = re.compile(r" \((\d{3})\)$")
DRY_RUN: Final = " (dry run)"
TEST: Final = re.compile(r'pm\.test\("((?:[^"\\]|\\.)*)"')


def requests() -> Iterator[Request]:
    """Yield every request of every folder."""
    for folder in FOLDERS:
        yield from folder.requests


def names() -> list[str]:
    return [request.name for request in requests()]


def is_dry_run(request: Request) -> bool:
    body = request.body and request.body.json
    return isinstance(body, dict) and body.get("dry_run") is True


def expected_status(request: Request) -> str | None:
    return str(request.expected.status) if request.expected.status >= 300 else None


def status_in_name(request: Request) -> str | None:
    found = STATUS.search(request.name)
    return found and found[1]


def duplicates(texts: list[str]) -> set[str]:
    return {text for text in texts if texts.count(text) > 1}


def find_test_names(events: list[dict[str, Any]]) -> list[str]:
    """Return what the scripts of these events pass to `pm.test`."""
    scripts = ["\n".join(event["script"]["exec"]) for event in events if event["listen"] == "test"]
    return [name for script in scripts for name in TEST.findall(script)]


def test_names_of_requests_begin_with_a_verb() -> None:
    assert [name for name in names() if not VERB.match(name)] == []


def test_names_are_in_sentence_case() -> None:
    titles = [*names(), *(folder.name for folder in FOLDERS)]
    assert [title for title in titles if set(CAPITALISED.findall(title)) - PROPER_NOUNS] == []
    assert [title for title in titles if not title[0].isupper()] == []


def test_names_are_short_and_end_without_punctuation() -> None:
    titles = [*names(), *(folder.name for folder in FOLDERS)]
    assert [title for title in titles if len(title) > MAX_LENGTH] == []
    assert [title for title in titles if not re.search(r"[\w)]$", title)] == []


def test_names_of_requests_are_unique_in_their_folder() -> None:
    repeated = {
        folder.name: found
        for folder in FOLDERS
        if (found := duplicates([request.name for request in folder.requests]))
    }
    assert repeated == {}


def test_names_tell_the_status_of_an_error() -> None:
    wrong = [
        (request.name, request.expected.status)
        for request in requests()
        if status_in_name(request) != expected_status(request)
    ]
    assert wrong == []


def test_names_tell_a_dry_run() -> None:
    assert any(is_dry_run(request) for request in requests())
    wrong = [
        request.name
        for request in requests()
        if request.name.endswith(DRY_RUN) != is_dry_run(request)
    ]
    assert wrong == []


def test_the_tests_of_a_request_have_different_names() -> None:
    made = collection()
    shared = find_test_names(made["event"])
    assert len(shared) == 3
    repeated = {
        step["name"]: found
        for folder in made["item"]
        for step in folder["item"]
        if (found := duplicates([*shared, *find_test_names(step["event"])]))
    }
    assert repeated == {}
