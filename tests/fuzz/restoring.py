"""Model of restore: accounts, then posts, then comments, completely or partially."""

from dataclasses import dataclass, field
from typing import Any

from tests.fuzz.model import NOT_FOUND, Account, Expected, Model, Post, free_name, refused
from tests.fuzz.writing import slug_taken

Conflict = dict[str, Any]


@dataclass
class Plan:
    """The rows to restore with their names, and the conflicts."""

    accounts: dict[int, str] = field(default_factory=dict)
    posts: dict[int, str] = field(default_factory=dict)
    comments: list[int] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    held: set[int] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "users": len(self.accounts),
            "posts": len(self.posts),
            "comments": len(self.comments),
        }


def conflict(kind: str, its_id: int, code: str, suggested: str | None = None) -> Conflict:
    return {"type": kind, "id": its_id, "code": code, "suggested_slug": suggested}


def plan_restore(
    model: Model, chosen: tuple[list[int], list[int], list[int]], *, rename: bool
) -> Plan:
    """Plan the restore of accounts, posts and comments; those not in the trash are ignored."""
    plan = Plan()
    accounts, posts, comments = chosen
    plan_accounts(model, plan, accounts, rename=rename)
    authors = {account.id for account in model.live_accounts()} | plan.accounts.keys()
    plan_posts(model, plan, (posts, authors), rename=rename)
    for comment_id in comments:
        comment = model.comments.get(comment_id)
        if comment is None or comment.deletion is None:
            continue
        plan.held.add(comment.deletion)
        if comment.author in authors:
            plan.comments.append(comment_id)
        else:
            plan.conflicts.append(conflict("comment", comment_id, "author_deleted"))
    return plan


def plan_accounts(model: Model, plan: Plan, ids: list[int], *, rename: bool) -> None:
    """Plan accounts: a user name can be numbered, an email address cannot."""
    for account in (model.accounts[account_id] for account_id in ids):
        if account.deletion is None:
            continue
        plan.held.add(account.deletion)
        code = name_conflict(model, account)
        if code:
            plan.conflicts.append(conflict("user", account.id, code))
        if not code:
            plan.accounts[account.id] = account.username
        elif code == "username_taken" and rename:
            plan.accounts[account.id] = free_name(account.username, model.usernames())


def name_conflict(model: Model, account: Account) -> str | None:
    if account.email in model.emails():
        return "email_taken"
    return "username_taken" if account.username in model.usernames() else None


def plan_posts(
    model: Model, plan: Plan, chosen: tuple[list[int], set[int]], *, rename: bool
) -> None:
    """Plan posts: the first of several with one slug gets it; the others are numbered after all."""
    ids, authors = chosen
    posts = [model.posts[i] for i in sorted(set(ids)) if i in model.posts]
    posts = [post for post in posts if post.deletion is not None]
    plan.held |= {post.deletion for post in posts if post.deletion is not None}
    held, lost = model.slugs(), list[Post]()
    for post in posts:
        if post.author not in authors or post.slug in held:
            lost.append(post)
        else:
            plan.posts[post.id] = post.slug
            held.add(post.slug)
    for post in lost:
        if post.author not in authors:
            plan.conflicts.append(conflict("post", post.id, "author_deleted"))
            continue
        slug = free_name(post.slug, held)
        plan.conflicts.append(conflict("post", post.id, "slug_taken", slug))
        if rename:
            plan.posts[post.id] = slug
            held.add(slug)


def carry_out(model: Model, plan: Plan) -> None:
    """Restore the rows; a deletion with no rows left in the trash is marked undone."""
    for account_id, username in plan.accounts.items():
        model.accounts[account_id].username = username
        model.accounts[account_id].deletion = None
    for post_id, slug in plan.posts.items():
        model.rename(model.posts[post_id], slug)
        model.posts[post_id].deletion = None
    for comment_id in plan.comments:
        model.comments[comment_id].deletion = None
    for deletion_id in plan.held:
        if not any(model.carried(deletion_id)):
            model.deletions[deletion_id].is_undone = True


def restore_chosen(
    model: Model, chosen: tuple[list[int], list[int], list[int]], mode: str, *, dry: bool
) -> Plan | Expected:
    """Return the restored rows, or the error of `fail`."""
    plan = plan_restore(model, chosen, rename=mode != "skip")
    if mode == "fail" and plan.conflicts:
        if not dry:
            return refused(409, "restore_conflicts", conflicts=plan.conflicts)
        return Plan(conflicts=plan.conflicts)
    if not dry:
        carry_out(model, plan)
    return plan


def bulk_restore(
    model: Model, actor: Account | None, ids: list[int], mode: str, *, dry: bool
) -> Expected:
    if refusal := model.refuse(actor, admin=True):
        return refusal
    done = restore_chosen(model, ([], ids, []), mode, dry=dry)
    if isinstance(done, Expected):
        return done
    known = set(ids) & model.posts.keys()
    named = [{name: c[name] for name in ("id", "code", "suggested_slug")} for c in done.conflicts]
    body = {
        "restored": sorted(done.posts),
        "unchanged": sorted(known - done.posts.keys() - {c["id"] for c in done.conflicts}),
        "not_found": sorted(set(ids) - known),
        "conflicts": named,
    }
    return Expected(200, body)


def undo(
    model: Model, actor: Account | None, deletion_id: int, mode: str, *, dry: bool
) -> Expected:
    """Restore exactly the rows of the deletion that are still in the trash."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    if deletion_id not in model.deletions:
        return NOT_FOUND
    done = restore_chosen(model, model.carried(deletion_id), mode, dry=dry)
    if isinstance(done, Expected):
        return done
    return Expected(200, {"restored": done.counts, "conflicts": done.conflicts})


def restore_post(
    model: Model, actor: Account | None, post_id: int, slug: str | None, mode: str
) -> Expected:
    """Restore with its own slug, a given one, or on request the next free one."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    assert actor
    post = model.posts.get(post_id)
    if post is None:
        return NOT_FOUND
    if post.deletion is None:
        return refused(409, "not_deleted")
    if not model.accounts[post.author].is_live:
        return refused(409, "author_deleted")
    wanted, taken = slug or post.slug, model.slugs()
    if wanted in taken and mode == "fail":
        return slug_taken(model, actor, wanted)
    given = free_name(wanted, taken) if wanted in taken else wanted
    post.provisional = post.provisional and slug in {None, post.slug}
    carry_out(model, Plan(posts={post_id: given}, held={post.deletion}))
    return Expected(200, {"slug": given, "title": post.title, "status": post.status})


def restore_comment(model: Model, actor: Account | None, comment_id: int) -> Expected:
    if refusal := model.refuse(actor, admin=True):
        return refusal
    comment = model.comments.get(comment_id)
    if comment is None:
        return NOT_FOUND
    if comment.deletion is None:
        return refused(409, "not_deleted")
    if not model.accounts[comment.author].is_live:
        return refused(409, "author_deleted")
    if model.live_post(comment.post) is None:
        return refused(409, "post_deleted", post_id=comment.post)
    carry_out(model, Plan(comments=[comment_id], held={comment.deletion}))
    return Expected(200, {"post_id": comment.post})


def restore_account(
    model: Model, actor: Account | None, account_id: int, names: dict[str, str], mode: str
) -> Expected:
    """Restore an account and its deletion's rows, with their own names or given ones."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    account = model.accounts[account_id]
    if account.is_gone:
        return NOT_FOUND
    if account.deletion is None:
        return refused(409, "not_deleted")
    before = account.username, account.email
    account.username = names.get("username", account.username)
    account.email = names.get("email", account.email)
    refusal = refuse_names(model, account, mode)
    if refusal is None:
        done = restore_chosen(model, model.carried(account.deletion), mode, dry=False)
        refusal = done if isinstance(done, Expected) else None
    if refusal:
        account.username, account.email = before
        return refusal
    return Expected(200, {"username": account.username, "email": account.email})


def refuse_names(model: Model, account: Account, mode: str) -> Expected | None:
    """Return a conflict: no mode skips the account itself, and none invents an email address."""
    code = name_conflict(model, account)
    if code is None or (code == "username_taken" and mode == "rename"):
        return None
    return refused(409, code)
