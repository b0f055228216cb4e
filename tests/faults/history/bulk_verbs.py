"""Bulk operations: log entries for each post in a response."""

from typing import Any

from tests.faults.history.history import Exchange
from tests.faults.history.life import Kind
from tests.faults.history.verbs import Client, code_of


async def bulk_delete(client: Client) -> None:
    """Delete several posts as one deletion."""
    ids = client.stage.some_posts()
    exchange = await client.ask("POST", "/posts/bulk-delete", {"ids": ids})
    match code_of(exchange):
        case "":
            add_all(client, exchange, ids, "deleted")
        case "200":
            tell_deleted(client, exchange)
        case other:
            client.history.anomalies.append(f"a bulk delete was answered {other}")


def tell_deleted(client: Client, exchange: Exchange) -> None:
    """Log the deleted posts; those in the trash may have been purged in between."""
    assert exchange.answer is not None
    answer = exchange.answer.json
    deletion = answer["deletion_id"]
    add_all(client, exchange, answer["deleted"], "deleted", deletion=deletion)
    add_all(client, exchange, answer["unchanged"], "missing")
    add_all(client, exchange, answer["not_found"], "gone")
    if deletion is not None:
        client.stage.era.deletions.append((deletion, None))


async def bulk_restore(client: Client) -> None:
    """Restore several posts."""
    ids = client.stage.some_posts()
    mode = client.stage.dice.choice(["fail", "rename", "skip"])
    body = {"ids": ids, "on_conflict": mode}
    exchange = await client.ask("POST", "/posts/bulk-restore", body)
    match code_of(exchange):
        case "":
            add_all(client, exchange, ids, "restored_as" if mode == "rename" else "restored")
        case "200":
            tell_restored(client, exchange)
        case "restore_conflicts":
            tell_conflicts(client, exchange)
        case other:
            client.history.anomalies.append(f"a bulk restore was answered {other}")


def tell_restored(client: Client, exchange: Exchange) -> None:
    """Log the restored posts; a post renamed on request is listed with its new slug."""
    assert exchange.answer is not None
    answer = exchange.answer.json
    back = set(answer["restored"])
    renamed = {c["id"]: c["suggested_slug"] for c in answer["conflicts"] if c["id"] in back}
    for post, slug in renamed.items():
        client.history.add(post, exchange.op("restored_as", slug=slug))
    add_all(client, exchange, sorted(back - renamed.keys()), "restored")
    left = [c["id"] for c in answer["conflicts"] if c["id"] not in back]
    add_all(client, exchange, left, "in_trash")
    add_all(client, exchange, answer["unchanged"], "not_in_trash")
    add_all(client, exchange, answer["not_found"], "gone")


def tell_conflicts(client: Client, exchange: Exchange) -> None:
    """Log the posts in conflict, which are in the trash."""
    assert exchange.answer is not None
    ids = [conflict["id"] for conflict in exchange.answer.json["conflicts"]]
    add_all(client, exchange, ids, "in_trash")


async def undo(client: Client) -> None:
    """Undo one deletion; in bulk only the conflicts are listed by name."""
    if not client.stage.era.deletions:
        return
    deletion, post = client.stage.dice.choice(client.stage.era.deletions)
    body = {"on_conflict": "skip"}
    exchange = await client.ask("POST", f"/deletions/{deletion}/undo", body)
    code = code_of(exchange)
    if code not in {"", "200"}:
        client.history.anomalies.append(f"an undo was answered {code}")
    elif post is not None:
        kind = kind_of_undo(exchange)
        client.history.add(post, exchange.op(kind, deletion=deletion))
    else:
        sweep_back(client, exchange, deletion)


def kind_of_undo(exchange: Exchange) -> Kind:
    """Return the kind of operation that an undo was for one post."""
    if exchange.answer is None:
        return "undone"
    answer = exchange.answer.json
    if answer["conflicts"]:
        return "in_trash"
    return "undone" if answer["restored"]["posts"] else "not_undone"


def sweep_back(client: Client, exchange: Exchange, deletion: int) -> None:
    """Log each post that the deletion still holds, except those in conflict."""
    conflicts = exchange.answer.json["conflicts"] if exchange.answer else []
    kept = {conflict["id"] for conflict in conflicts}
    for post, ops in list(client.history.lives.items()):
        if any(op.deletion == deletion for op in ops):
            kind: Kind = "in_trash" if post in kept else "swept_back"
            client.history.add(post, exchange.op(kind, deletion=deletion))


def add_all(client: Client, exchange: Exchange, posts: list[int], kind: Kind, **told: Any) -> None:
    """Log the same operation for each post."""
    for post in posts:
        client.history.add(post, exchange.op(kind, **told))
