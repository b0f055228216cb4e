"""Model of restore requests: to ask, to withdraw, and to decide."""

from tests.fuzz import restoring
from tests.fuzz.model import NOT_FOUND, Account, Comment, Expected, Model, Post, Request, refused

CLOSED = refused(409, "request_closed")


def item_of(model: Model, kind: str, item_id: int) -> Post | Comment | None:
    return model.posts.get(item_id) if kind == "post" else model.comments.get(item_id)


def state_of(model: Model, request: Request) -> str:
    """Return the state; an item that left the trash makes an open request obsolete."""
    item = item_of(model, request.kind, request.item)
    is_there = item is not None and item.deletion == request.deletion
    return "obsolete" if request.state == "open" and not is_there else request.state


def ask(
    model: Model, actor: Account | None, named: tuple[str, int], new_id: int | None
) -> Expected:
    """Ask for the item of this kind and id."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    item = item_of(model, *named)
    if item is None or not model.owns(actor, item):
        return NOT_FOUND
    if refusal := refuse_item(model, actor, item, named):
        return refusal
    if new_id is not None and item.deletion is not None:
        model.requests[new_id] = Request(new_id, *named, item.author, item.deletion)
    return Expected(201, {"state": "open", "type": named[0]})


def refuse_item(
    model: Model, actor: Account, item: Post | Comment, named: tuple[str, int]
) -> Expected | None:
    """Return the error of an item that the actor may see in the trash."""
    if item.author != actor.id:
        return refused(403, "forbidden")
    if item.deletion is None:
        return refused(409, "not_deleted")
    of_item = [r for r in model.requests.values() if (r.kind, r.item) == named]
    earlier = {request.state for request in of_item if request.deletion == item.deletion}
    for state, code in (("open", "request_open"), ("declined", "request_declined")):
        if state in earlier:
            return refused(409, code)
    return None


def find(model: Model, request_id: int) -> Request | None:
    """Return a request whose author is not deleted."""
    request = model.requests.get(request_id)
    return request if request and model.accounts[request.author].is_live else None


def decide(
    model: Model, actor: Account | None, request_id: int, state: str, mode: str = "fail"
) -> Expected:
    """Approve or decline; an approval that cannot restore changes nothing."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    request = find(model, request_id)
    if request is None:
        return NOT_FOUND
    if state_of(model, request) != "open":
        return CLOSED
    if state == "approved":
        done = restore_item(model, actor, request, mode)
        if done.status != 200:
            return done
    request.state = state
    return Expected(200, {"state": state, "type": request.kind})


def restore_item(model: Model, actor: Account | None, request: Request, mode: str) -> Expected:
    if request.kind == "post":
        return restoring.restore_post(model, actor, request.item, None, mode)
    return restoring.restore_comment(model, actor, request.item)


def withdraw(model: Model, actor: Account | None, request_id: int) -> Expected:
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    request = find(model, request_id)
    if request is None or not (actor.is_admin or actor.id == request.author):
        return NOT_FOUND
    if actor.id != request.author:
        return refused(403, "forbidden")
    if state_of(model, request) != "open":
        return CLOSED
    request.state = "withdrawn"
    return Expected(204)
