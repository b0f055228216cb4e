"""Assignment of imported posts to accounts."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from blog_api.db.database import Reading, Transaction
from blog_api.errors import AppError
from blog_api.import_export.commands.accounts import NewAuthor, make_account
from blog_api.import_export.commands.batch import Assigned
from blog_api.import_export.queries import accounts_by_name, find_account
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.validation import Accepted, checked

NOBODY: Final = "nobody named"
AuthorMap: TypeAlias = dict[str, str | NewAuthor]


@dataclass(frozen=True, slots=True)
class Authors:
    """Account ids by names of the source; with a map, posts of unmapped authors become drafts."""

    accounts: Mapping[str, int]
    fallback: int | None
    has_map: bool = False
    made: list[str] = field(default_factory=list)

    def owner_of(self, post: Accepted) -> int | None:
        return next((self.accounts[n] for n in post.authors if n in self.accounts), self.fallback)

    def assign(self, post: Accepted) -> Assigned:
        """Return the post with its author's account or the fallback; with a map that is a draft."""
        owner = self.owner_of(post)
        if owner is None:
            raise UnreadableError("Its author has no account here.")
        if self.has_map and not any(name in self.accounts for name in post.authors):
            name = post.authors[0] if post.authors else NOBODY
            post = post.as_draft(
                f"its author {name!a} is neither mapped nor has an account, so it becomes a draft"
            )
        return Assigned(post, owner, post.rendered)


def read_map(path: Path) -> AuthorMap:
    """Read a TOML file of `"author of the source" = "user name or address"`.

    A table of email, username and name instead of the name describes an account to create.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableError(f"It is no TOML: {error}.") from None
    return {name: mapped_to(name, value) for name, value in values.items()}


def mapped_to(name: str, value: object) -> str | NewAuthor:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        raise UnreadableError(
            f"{name!a} is to be one user name or address, in quotes, or an account to make: "
            '{ email = "…", username = "…" }.'
        )
    try:
        return checked(NewAuthor, value)
    except UnreadableError as error:
        raise UnreadableError(f"author {name!a}: {error}") from None


async def resolve_authors(
    db: Transaction, names: Iterable[str], mapped: AuthorMap | None, fallback: str | None
) -> Authors:
    """Create the accounts of the map and look up all authors.

    Raise `UnreadableError` for a mapped or given account that does not exist or cannot be
    created.
    """
    accounts = await accounts_by_name(db, names)
    made: list[str] = []
    for name, target in (mapped or {}).items():
        where = f"author {name!a}"
        if isinstance(target, NewAuthor) and await make_or_refuse(db, target, where):
            made.append(f"made the account {target.username} ({target.email}) for {where}")
        wanted = target.email if isinstance(target, NewAuthor) else target
        accounts[name] = await require_account(db, wanted, where)
    owner = await require_account(db, fallback, "--author") if fallback else None
    return Authors(accounts, owner, mapped is not None, made)


async def make_or_refuse(db: Transaction, new: NewAuthor, where: str) -> int | None:
    try:
        return await make_account(db, new)
    except (AppError, UnreadableError) as error:
        raise UnreadableError(f"{where}: {error}") from None


async def require_account(db: Reading, name: str, where: str) -> int:
    account = await find_account(db, name)
    if account is None:
        raise UnreadableError(f"{where}: there is no active account {name!a}.")
    return account.id
