"""Command `blog-api export`."""

from pathlib import Path
from typing import Annotated

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.errors import MediaUnavailableError
from blog_api.import_export.exporting import export_posts
from blog_api.import_export.queries import count_posts
from blog_api.media.storage import Store
from blog_api.plurals import counted

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or an empty folder.")],
) -> None:
    """Write every post that is not in the trash as a Markdown file with front matter.

    Images that were uploaded here and that a post shows are written next to them. Drafts, archived
    and scheduled posts are included, so keep the folder private.
    """
    settings = load_settings()
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is no folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty: export into a new folder.")
    with open_database(settings) as url:
        done = export_all(url, Store(settings), folder)
    typer.echo(f"Wrote {counted(done, 'post')} to {folder}.")


def export_all(url: str, store: Store, folder: Path) -> int:
    with progress_bar("exporting", run_in_database(url, count_posts)) as bar:
        try:
            return run_in_database(url, lambda db: export_posts(db, store, folder, bar))
        except MediaUnavailableError as error:
            raise Refusal(str(error)) from None
