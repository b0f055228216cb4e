"""A blog of a former release, and what of it the present release must keep."""

from dataclasses import dataclass, field
from typing import Any, Final

from tests.faults.people import login_form, register
from tests.faults.wire import Answer, Caller

LOGIN: Final = "/api/auth/login"
PUBLIC: Final = ("/api/posts?limit=100", "/api/tags", "/api/categories")


@dataclass
class Session:
    """Tokens of the former release; an ended session must stay ended."""

    username: str
    access: str
    refresh: str
    is_live: bool = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}


@dataclass
class Blog:
    """Sessions, and responses of the former release by path."""

    sessions: list[Session] = field(default_factory=list)
    drafts: dict[str, tuple[Session, Any]] = field(default_factory=dict)
    public: dict[str, Any] = field(default_factory=dict)


async def log_in(caller: Caller, username: str) -> Session:
    answer = await caller.call("POST", LOGIN, login_form(username))
    return Session(username, answer.json["access_token"], answer.json["refresh_token"])


async def fill(port: int, accounts: int) -> Blog:
    """Make accounts, each with two live sessions, an ended one, a draft, a post and some trash."""
    blog = Blog()
    async with Caller(port, {}) as caller:
        for number in range(accounts):
            name = (await register(caller))["username"]
            mine, other, ended = [await log_in(caller, name) for _ in range(3)]
            await end(caller, ended)
            blog.sessions += [mine, other, ended]
            for status in ("published", "draft", "gone"):
                await write(caller, blog, mine, number, status)
        for path in (*PUBLIC, *[p for p in blog.public if p not in PUBLIC]):
            blog.public[path] = (await caller.call("GET", path)).json
    return blog


async def end(caller: Caller, session: Session) -> None:
    form = f"refresh_token={session.refresh}"
    answer = await caller.call("POST", "/api/auth/logout", form, **session.headers)
    assert answer.status == 204, answer.body
    session.is_live = False


async def write(caller: Caller, blog: Blog, author: Session, number: int, status: str) -> None:
    body = {
        "title": f"The {status} one of {number}",
        "content": f"Some *words* of {number}.\n\n" * 20,
        "tags": [f"tag {number % 3}", "all"],
        "category": f"Category {number % 2}",
        "status": "published" if status == "gone" else status,
    }
    made = await caller.call("POST", "/api/posts", body, **author.headers)
    assert made.status == 201, made.body
    path = f"/api/posts/{made.json['id']}"
    if status == "published":
        comment = {"content": f"Comment {number}"}
        await caller.call("POST", f"{path}/comments", comment, **author.headers)
        await caller.call("PUT", f"{path}/vote", None, **author.headers)
        blog.public |= {path: None, f"{path}/comments": None}
    elif status == "draft":
        read = await caller.call("GET", path, **author.headers)
        blog.drafts[path] = (author, read.json)
    else:
        await caller.call("DELETE", path, **author.headers)


def lost(before: Any, after: Any, place: str = "") -> list[str]:
    """Return the places whose value is gone or another; further members are no loss."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(key, value, after.get(key, "absent")) for key, value in before.items()]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(str(n), *both) for n, both in enumerate(zip(before, after, strict=True))]
    else:
        return [] if before == after else [f"{place}: {before!r:.60} became {after!r:.60}"]
    return [each for key, old, new in pairs for each in lost(old, new, f"{place}.{key}")]


@dataclass
class Seen:
    """Differences and counts of a blog after its move to this release."""

    differences: list[str] = field(default_factory=list)
    access: int = 0
    refreshed: int = 0
    revived: int = 0
    unconfirmed: int = 0
    log_ins: int = 0


async def compare(port: int, blog: Blog) -> Seen:
    seen = Seen()
    async with Caller(port, {}) as caller:
        for path, before in blog.public.items():
            after = (await caller.call("GET", path)).json
            seen.differences += lost(before, after, path)
        for path, (author, before) in blog.drafts.items():
            after = (await caller.call("GET", path, **author.headers)).json
            seen.differences += lost(before, after, path)
        for session in blog.sessions:
            await go_on(caller, session, seen)
        for name in {session.username for session in blog.sessions}:
            seen.log_ins += (await caller.call("POST", LOGIN, login_form(name))).is_success
    return seen


def is_refused(answer: Answer, code: str) -> bool:
    return answer.status == 403 and answer.json["code"] == code


async def go_on(caller: Caller, session: Session, seen: Seen) -> None:
    """Use the access token, refresh, and use the new one."""
    me = await caller.call("GET", "/api/users/me", **session.headers)
    form = f"refresh_token={session.refresh}"
    answer = await caller.call("POST", "/api/auth/refresh", form)
    if not session.is_live:
        seen.revived += me.is_success + answer.is_success
        return
    seen.access += me.is_success
    if answer.is_success:
        session.access = answer.json["access_token"]
        again = await caller.call("GET", "/api/users/me", **session.headers)
        seen.refreshed += again.is_success
        token = {"name": "program", "scopes": ["posts:read"]}
        refused = await caller.call("POST", "/api/auth/tokens", token, **session.headers)
        seen.unconfirmed += is_refused(refused, "confirmation_required")
