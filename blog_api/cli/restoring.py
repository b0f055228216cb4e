"""Command `blog-api restore`."""

import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from blog_api.access_tokens.commands import end_all_access_tokens
from blog_api.backup.archive import DUMP, MEDIA, Manifest, unpack
from blog_api.backup.database import OURS, Contents, look_into
from blog_api.backup.media import find_folder, list_files, replaced
from blog_api.backup.programs import Programs, choose_programs
from blog_api.backup.restoring import Source, put_rows_back
from blog_api.cli.backing_up import explaining_backup
from blog_api.cli.data_keys import needed_keys
from blog_api.cli.database import Urls, either_database, migrate_aloud, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.cli.reindexing import settle_language
from blog_api.data_folder import make_private_folder
from blog_api.db.database import Transaction
from blog_api.db.migrations import knows_revision
from blog_api.embedded_postgres.server import open_postgres
from blog_api.lifecycle.credentials import end_all_sessions_and_tokens
from blog_api.plurals import counted
from blog_api.previews.commands import end_all_previews
from blog_api.settings import Settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)

BackupFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The file that `blog-api backup` wrote.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite an existing blog.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing.")]
KeepCredentials = Annotated[
    bool,
    typer.Option(
        "--keep-credentials",
        help="Keep sessions, one-time tokens, preview links and access tokens.",
    ),
]


@app.command()
def restore(
    file: BackupFile,
    *,
    replace: Replace = False,
    yes: Yes = False,
    keep_credentials: KeepCredentials = False,
) -> None:
    """Put a backup back, whole or not at all, and bring it to this release's schema.

    Every byte of it is verified before anything is changed. Preferably stop the server first.
    Sessions, one-time tokens, preview links and access tokens end: those that were ended since the
    backup would be good again. With --keep-credentials they stay as they are in the backup.
    """
    settings = load_settings()
    make_private_folder(settings.blog_data_dir)
    with explaining_backup(), staging(settings.blog_data_dir) as folder:
        source = take_apart(file, Path(folder))
        with either_database(settings, open_postgres) as urls:
            programs = check_target(settings, urls, source.manifest, replace=replace)
            if replace and not yes:
                typer.confirm("What is there now will be gone. Restore?", abort=True)
            put_back(settings, urls, programs, source)
            needed = bring_up_to_date(settings, urls, keep_credentials=keep_credentials)
    report(source.manifest, needed)


def bring_up_to_date(settings: Settings, urls: Urls, *, keep_credentials: bool) -> str:
    """Migrate the restored rows, and end their credentials; return which keys they need."""
    migrate_aloud(urls)
    if not keep_credentials:
        run_in_database(urls.serving, lambda db: db.write(end_credentials))
    settle_language(urls.serving, settings)
    return needed_keys(urls.serving)


def report(manifest: Manifest, needed: str) -> None:
    if needed:
        typer.echo(needed)
    rows = manifest.rows
    typer.echo(
        f"Restored {counted(sum(rows.values()), 'row')} of {counted(len(rows), 'table')}, as of "
        f"{manifest.made_at:%Y-%m-%d %H:%M} UTC."
    )


async def end_credentials(db: Transaction) -> None:
    """End everything that opens an account without its password."""
    await end_all_sessions_and_tokens(db)
    await end_all_previews(db)
    await end_all_access_tokens(db)


def staging(data_dir: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a temporary folder on the disk of the media folder, for renaming into place."""
    return tempfile.TemporaryDirectory(prefix=".restore-", dir=data_dir)


def take_apart(file: Path, folder: Path) -> Source:
    """Unpack the backup; raise a `Refusal` for a damaged one and for one of a newer release."""
    with progress_bar("checking", file.stat().st_size) as advance:
        manifest = unpack(file, folder, advance)
    if not knows_revision(manifest.revision):
        raise Refusal(f"{file} was made by a newer release; restore it with that.")
    return Source(manifest, folder / DUMP)


def check_target(settings: Settings, urls: Urls, manifest: Manifest, *, replace: bool) -> Programs:
    """Raise a `Refusal` for a target with data unless `replace`, and for one that is not ours."""
    there = look_into(urls.owner)
    if there.server.major < manifest.server:
        raise Refusal(
            f"The backup is of PostgreSQL {manifest.server}, and this server is "
            f"{there.server.major}: restore it into one that is not older."
        )
    refuse_foreign(there, manifest)
    if not replace and not (there.is_empty and not list_files(find_folder(settings))):
        raise Refusal("There is a blog here already: restore elsewhere, or say --replace.")
    return choose_programs(there.server, manifest.made_by)


def refuse_foreign(there: Contents, manifest: Manifest) -> None:
    """Raise a `Refusal` if there are tables that no release up to this one creates."""
    if foreign := sorted(there.tables - OURS - manifest.rows.keys()):
        raise Refusal(f"Other tables lie in this database and would be lost: {', '.join(foreign)}.")


def put_back(settings: Settings, urls: Urls, programs: Programs, source: Source) -> None:
    """Replace files and rows together, as nearly atomically as two stores allow."""
    total = sum(source.manifest.rows.values())
    last = changing_files(settings, source)
    with progress_bar("restoring", total) as advance:
        put_rows_back(urls.owner, programs, source, advance, last)


def changing_files(settings: Settings, source: Source) -> AbstractContextManager[None]:
    """Return a context that does nothing if one of the two blogs keeps its files in a bucket."""
    folder = find_folder(settings)
    if folder is not None and source.manifest.has_media:
        return replaced(folder, source.dump.with_name(MEDIA))
    typer.echo("Uploaded files that lie in a bucket are left as they are.", err=True)
    return nullcontext()
