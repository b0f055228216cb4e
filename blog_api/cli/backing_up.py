"""Command `blog-api backup`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from blog_api.backup.dumping import make_backup
from blog_api.backup.errors import BackupError
from blog_api.backup.media import find_folder
from blog_api.cli.data_keys import needed_keys
from blog_api.cli.database import either_database, explaining_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.embedded_postgres.server import open_postgres
from blog_api.plurals import counted

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
) -> None:
    """Write the whole blog, its database and its uploaded files, to one file; see `restore`.

    The server may be running. The file holds every draft, email address and password hash, and only
    you can read it. The keys that sign tokens are not in it.
    """
    settings = load_settings()
    media = find_folder(settings)
    with explaining_backup(), either_database(settings, open_postgres) as urls:
        made = make_backup(urls.owner, media, file, progress_bar)
        needed = needed_keys(urls.serving)
    rows, tables = counted(made.rows, "row"), counted(made.tables, "table")
    typer.echo(f"Wrote {rows} of {tables} and {counted(made.files, 'file')} to {file}.")
    if not made.is_recorded:
        typer.echo(
            "The database cannot store when it was made; the backup is good anyway.", err=True
        )
    if needed:
        typer.echo(f"{needed} It is not in the file: keep it too.")
    if media is None:
        typer.echo("Uploaded files lie in a bucket and are not in it: back that up by itself.")


@contextmanager
def explaining_backup() -> Iterator[None]:
    try:
        with explaining_database():
            yield
    except BackupError as error:
        raise Refusal(str(error)) from None
