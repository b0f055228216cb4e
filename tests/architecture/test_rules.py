"""Rules that have one home: rate limits, the visibility of posts, and permissions."""

import ast

from blog_api import rate_limits
from blog_api.rate_limits import DailyLimit, Limit
from tests.architecture.test_life import called
from tests.architecture.tree import find_nodes, modules

LIMITS = {"Limit", "DailyLimit"}


def test_rate_limits_stand_in_one_list() -> None:
    elsewhere = tuple(m for m in modules("blog_api") if m.name != "blog_api/rate_limits.py")
    assert find_nodes(elsewhere, lambda node: called(node) in LIMITS) == []


def test_rate_limits_have_different_names() -> None:
    """Two limits of one name would count in one row."""
    names = [
        limit.name for limit in vars(rate_limits).values() if isinstance(limit, Limit | DailyLimit)
    ]
    assert len(names) > 10
    assert sorted(names) == sorted(set(names))


DENIALS = {"ForbiddenError", "AdminOnlyError", "EmailNotVerifiedError"}


def decides_on_permission(node: ast.AST) -> bool:
    """Match `actor.is_admin`, `actor.role`, or raising the error of a rule."""
    if isinstance(node, ast.Attribute) and node.attr in {"is_admin", "role"}:
        return isinstance(node.value, ast.Name) and node.value.id in {"actor", "viewer"}
    raised = node.exc if isinstance(node, ast.Raise) else None
    name = called(raised) if isinstance(raised, ast.Call) else getattr(raised, "id", None)
    return name in DENIALS


def test_permissions_stand_in_one_table() -> None:
    homes = {"blog_api/permissions.py", "blog_api/permission_predicates.py"}
    elsewhere = tuple(m for m in modules("blog_api") if m.name not in homes)
    assert find_nodes(elsewhere, decides_on_permission) == []


def names_in(node: ast.AST) -> set[str]:
    """Return every variable, attribute and string in an expression."""
    found = (
        getattr(each, name, None) for each in ast.walk(node) for name in ("id", "attr", "value")
    )
    return {name for name in found if isinstance(name, str)}


def decides_on_visibility(node: ast.AST) -> bool:
    """Match a comparison of a publication date with now, or SQL that widens the public posts."""
    if isinstance(node, ast.Compare):
        names = names_in(node)
        dated = {"published_at", "now"} <= names and "func" in names
        return dated or {"author_id", "viewer_id"} <= names
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return bool(names_in(node) & {"is_public", "visible_to"})
    if called(node) == "or_":
        return any("public" in name.lower() or name == "visible_to" for name in names_in(node))
    return isinstance(node, ast.Constant) and node.value == "sees_all"


def test_the_visibility_of_posts_stands_in_one_place() -> None:
    elsewhere = tuple(m for m in modules("blog_api") if m.name != "blog_api/live.py")
    assert find_nodes(elsewhere, decides_on_visibility) == []


def share_locks(node: ast.AST) -> bool:
    """Match `with_for_update(read=True)` only: FOR KEY SHARE does not wait for a deletion."""
    keywords = {k.arg for k in node.keywords} if isinstance(node, ast.Call) else set()
    return called(node) == "with_for_update" and keywords == {"read"}


def test_accounts_are_share_locked_in_one_place() -> None:
    """`reindexing` share-locks posts, `asking` an item in the trash and its requests."""
    homes = (
        "blog_api/lifecycle/share_locks.py",
        "blog_api/posts/search/reindexing.py",
        "blog_api/restore_requests/commands/asking.py",
    )
    elsewhere = tuple(m for m in modules("blog_api") if m.name not in homes)
    assert find_nodes(elsewhere, share_locks) == []


LOST_TRANSACTIONS = {"SerializationFailure", "DeadlockDetected"}


def names_a_lost_transaction(node: ast.AST) -> bool:
    """Match an import of the driver's errors for a transaction that lost against another."""
    if isinstance(node, ast.ImportFrom):
        return bool(LOST_TRANSACTIONS & {alias.name for alias in node.names})
    return isinstance(node, ast.Attribute) and node.attr in LOST_TRANSACTIONS


def test_errors_that_are_retried_stand_in_one_place() -> None:
    """A command that read a row before another changed it raises RowChangedError."""
    elsewhere = tuple(m for m in modules("blog_api") if m.name != "blog_api/db/errors.py")
    assert find_nodes(elsewhere, names_a_lost_transaction) == []


def defines_a_code(node: ast.AST) -> bool:
    """Match a class of an error with a status and a code of its own."""
    return isinstance(node, ast.ClassDef) and {"status", "code"} <= {k.arg for k in node.keywords}


def test_errors_with_a_code_stand_in_one_package() -> None:
    """Elsewhere they would be known only once their module is loaded."""
    found = modules("blog_api")
    elsewhere = tuple(module for module in found if not module.is_in("blog_api/errors/"))
    assert find_nodes(elsewhere, defines_a_code) == []
    assert find_nodes(found, defines_a_code)
