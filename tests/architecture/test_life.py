"""Only one package writes `deleted_at`, only one ends transactions, and reads use live rows."""

import ast
import re

from tests.architecture.tree import find_nodes, modules

MARK = "deleted_at"
BELOW = {"element", "original", "metadata"}  # a key by which a hidden row could be reached
WRITING = {"values", "from_select", "on_conflict_do_update", "ordered_values"}
SET_IN_SQL = re.compile(r"\bSET\s[^;]*\bdeleted_at\s*=", re.IGNORECASE)
ENDING = {"commit", "rollback"}
OUTSIDE_LIFECYCLE = tuple(m for m in modules("blog_api") if not m.is_in("blog_api/lifecycle/"))
OUTSIDE_DB = tuple(m for m in modules("blog_api") if not m.is_in("blog_api/db/"))
OUTSIDE_MODELS = tuple(m for m in modules("blog_api") if not m.is_in("blog_api/models/"))


def called(node: ast.AST) -> str | None:
    """Return the last name of the callee."""
    if not isinstance(node, ast.Call):
        return None
    return getattr(node.func, "attr", None) or getattr(node.func, "id", None)


def is_mark(node: ast.AST) -> bool:
    """Return true for `"deleted_at"`, `Post.c.deleted_at` or the keyword `deleted_at=`."""
    return MARK in (getattr(node, name, None) for name in ("value", "attr", "arg"))


def writes_mark(node: ast.AST) -> bool:
    """Match `.values(deleted_at=…)` in any spelling, an assignment, a `setattr`, an UPDATE."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(SET_IN_SQL.search(node.value))
    if isinstance(node, ast.Call) and (called(node) in WRITING or called(node) == "setattr"):
        keywords = [keyword for keyword in node.keywords if is_mark(keyword)]
        keys = [key for argument in node.args for key in written_keys(argument)]
        return bool(keywords) or any(is_mark(key) for key in keys)
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(target, ast.Attribute) and is_mark(target) for target in targets)


def written_keys(argument: ast.expr) -> list[ast.AST]:
    """Return the columns named by an argument: keys of a dict, items of a list, or itself."""
    if isinstance(argument, ast.Dict):
        return [key for key in argument.keys if key is not None]
    if isinstance(argument, ast.List | ast.Tuple):
        return list(argument.elts)
    return [argument]


def test_only_the_lifecycle_deletes_and_restores() -> None:
    assert find_nodes(OUTSIDE_LIFECYCLE, writes_mark) == []


def test_only_the_database_ends_a_transaction() -> None:
    assert find_nodes(OUTSIDE_DB, lambda node: called(node) in ENDING) == []


def test_reads_go_through_what_hides_deleted_rows() -> None:
    """`text()` and the layers below bypass `blog_api.live`; a raw cursor bypasses both."""
    assert find_nodes(OUTSIDE_MODELS, lambda node: called(node) == "text") == []
    assert find_nodes(OUTSIDE_MODELS, lambda node: getattr(node, "attr", "") in BELOW) == []
