"""Command `blog-api archive`."""

from typing import Annotated, Literal

import typer

from blog_api.cli.database import open_database
from blog_api.cli.errors import load_settings
from blog_api.cli.stale_posts import count, last_written, take
from blog_api.plurals import counted
from blog_api.posts.commands.archive import archive_stale_posts

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def archive(
    *,
    status: Annotated[
        Literal["draft", "published"], typer.Option(help="Status of the posts to archive.")
    ],
    older_than: Annotated[
        int, typer.Option(min=1, metavar="DAYS", help="Not written or published since then.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
) -> None:
    """Archive posts that nobody has edited for a long time; their authors can publish them again.

    The audit log records their ids.
    """
    stale = last_written(status, older_than)
    with open_database(load_settings()) as url:
        number = (
            count(url, stale) if dry_run else take(url, "archiving", stale, archive_stale_posts)
        )
    typer.echo(
        f"{'Would archive' if dry_run else 'Archived'} {counted(number, 'post')}, {status} and "
        f"not written since {stale.before:%Y-%m-%d %H:%M} UTC."
    )
