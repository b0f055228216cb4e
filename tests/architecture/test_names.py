"""Verbs in function names are promises about return values."""

import re

import pytest

from tests.architecture.tree import (
    ROOT,
    Function,
    Module,
    first_parameter,
    modules,
    public_functions,
    returns,
)

READS = re.compile(r"blog_api/[\w/]+/(queries|listing)\.py")
WRITES = re.compile(
    r"blog_api/[\w/]+/((commands|deleting|restoring|locking|statements)\.py|commands/\w+\.py)"
)
# One statement outside of a transaction is a transaction of its own.
OF_ITS_OWN = {"blog_api/posts/commands/create.py:create_at_once"}
CHANGING = ("create_", "update_", "replace_", "delete_", "hard_delete_", "restore_", "purge_")
PROMISES = {
    "get_": re.compile(r"(?!.*\bNone\b).+"),
    "find_": re.compile(r".*\bNone\b.*|list\[.+|dict\[.+|ColumnElement\[.+|Path"),
    "list_": re.compile(r"list\[.+|Page\[.+|\w+List|Response"),  # hot reads respond with a page
    "lock_": re.compile(r"(?!.*\bNone\b).+"),
    "can_": re.compile(r"bool"),
    "is_": re.compile(r"bool|TypeIs\[.+|ColumnElement\[bool\]"),
    "has_": re.compile(r"bool|ColumnElement\[bool\]"),
}
EMPTY_NAMES = re.compile(r"(utils?|helpers?|managers?|misc|common|base_\w+|\w+_(utils?|helpers?))")


def all_public() -> list[tuple[Module, Function]]:
    return [(m, function) for m in modules("blog_api") for function in public_functions(m)]


@pytest.mark.parametrize("verb", PROMISES)
def test_a_verb_keeps_its_promise(verb: str) -> None:
    broken = [
        f"{module.name}:{function.name} -> {returns(function)}"
        for module, function in all_public()
        if function.name.startswith(verb) and not PROMISES[verb].fullmatch(returns(function))
    ]
    assert broken == []


def test_what_changes_something_is_given_a_transaction() -> None:
    broken = [
        f"{module.name}:{function.name}({first_parameter(function)})"
        for module, function in all_public()
        if function.name.startswith((*CHANGING, "lock_"))
        and (WRITES.fullmatch(module.name) or module.is_in("blog_api/lifecycle/"))
        and first_parameter(function) != "db: Transaction"
        and f"{module.name}:{function.name}" not in OF_ITS_OWN
    ]
    assert broken == []


def test_a_read_opens_no_transaction_and_a_command_no_second_one() -> None:
    broken = [
        f"{module.name}:{function.name}({given})"
        for module, function in all_public()
        for given in [first_parameter(function)]
        if (READS.fullmatch(module.name) and given == "db: Transaction")
        or (WRITES.fullmatch(module.name) and given == "db: Database")
    ]
    assert broken == []


def test_no_file_is_named_after_nothing() -> None:
    names = [path for folder in ("blog_api", "tests") for path in (ROOT / folder).rglob("*")]
    assert [path for path in names if EMPTY_NAMES.fullmatch(path.stem)] == []
