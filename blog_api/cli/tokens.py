"""Commands `blog-api tokens list | revoke`."""

from typing import Annotated

import typer

from blog_api.access_tokens.commands import revoke_any_token, revoke_tokens_of
from blog_api.access_tokens.queries import ListedToken, list_all_tokens
from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.db.database import Database
from blog_api.plurals import counted

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

Username = Annotated[str | None, typer.Option(help="Only those of this account.")]


@app.callback()
def tokens() -> None:
    """List and revoke the personal access tokens of accounts."""


@app.command("list")
def print_tokens(username: Username = None) -> None:
    """List live tokens, the newest first, without their secrets."""
    with open_database(load_settings()) as url:
        found = run_in_database(url, lambda db: list_all_tokens(db, username))
    for token in found:
        typer.echo(describe(token))
    if not found:
        typer.echo("There are no live tokens.", err=True)


@app.command("revoke")
def revoke(
    token_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="Of `list`.")] = None,
    username: Annotated[
        str | None, typer.Option(help="Every token of this account instead.")
    ] = None,
) -> None:
    """Revoke one token, or all of an account, at once; a running server knows it too."""
    if (token_id is None) == (username is None):
        raise Refusal("Give the id of one token, or --username for all of an account.")
    with open_database(load_settings()) as url:
        revoked = run_in_database(url, lambda db: revoke_chosen(db, token_id, username))
    if not revoked:
        raise Refusal("There is no such live token.")
    typer.echo(f"Revoked {counted(revoked, 'token')}.")


async def revoke_chosen(db: Database, token_id: int | None, username: str | None) -> int:
    if token_id is not None:
        return await db.write(revoke_any_token, token_id)
    return await db.write(revoke_tokens_of, username or "")


def describe(token: ListedToken) -> str:
    used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never"
    limited = f"  only posts {', '.join(map(str, token.post_ids))}" if token.post_ids else ""
    return (
        f"{token.id}  {token.username}  {token.name!r}  {token.prefix}…  used {used}  "
        f"until {token.expires_at:%Y-%m-%d %H:%M} UTC  {' '.join(token.scopes) or '-'}{limited}"
    )
