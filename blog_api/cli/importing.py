"""Command `blog-api import`."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.context import unicode_slugs
from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError, NotFoundError
from blog_api.import_export.authors import AuthorMap, read_map
from blog_api.import_export.commands.runs import undo_import
from blog_api.import_export.images import ImageStore
from blog_api.import_export.importing import (
    DryRunError,
    Options,
    Reading,
    Writing,
    dry_run_import,
    read_all,
    write_all,
)
from blog_api.import_export.records import Source, UnreadableError
from blog_api.import_export.report import Report
from blog_api.import_export.sources.archives import opened
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.spool import Spool
from blog_api.media.uploads import ImageService
from blog_api.plurals import counted, to_be
from blog_api.settings import Settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)

INCOMPLETE: Final = 3
REDIRECTS: Final = "redirects.csv"
NO_URL: Final = "PUBLIC_URL is not set: addresses of images begin with"


SourcePath = Annotated[
    Path | None, typer.Argument(help="A folder of pages, an export, or a zip archive.")
]
Author = Annotated[
    str | None,
    typer.Option(metavar="USERNAME", help="Owner of posts whose author has no account here."),
]
AuthorsFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help='TOML: "author of the source" = "user name or address"; see docs/importing.md.',
    ),
]
Media = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="Where images of the posts are; may be repeated."),
]
Site = Annotated[str | None, typer.Option(metavar="URL", help="Address of the old site.")]
ReportFile = Annotated[
    Path, typer.Option(metavar="FILE", help="Where every line of the report goes.")
]
Undo = Annotated[
    int | None, typer.Option(metavar="ID", help="Move the posts of an import to the trash.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only report; change nothing.")]


# `import` is a keyword of Python.
@app.command(name="import")
def import_(  # noqa: PLR0913, PLR0917  # one argument an option
    path: SourcePath = None,
    author: Author = None,
    authors: AuthorsFile = None,
    media: Media = None,
    site: Site = None,
    report: ReportFile = Path("import-report.jsonl"),
    undo: Undo = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Import posts with images, comments and old URLs; see docs/importing.md for sources.

    Statuses, slugs and dates are kept, and nothing becomes more public than it was. Posts that were
    imported before stay as they are, so an import can be repeated or resumed.

    Exit status: 0 if every post is here, 3 if posts were left out, 1 if nothing could be imported.
    """
    if undo is not None:
        undo_run(undo)
        return
    if path is None:
        raise typer.BadParameter("Name a folder, a file or an archive to import.")
    options = Options(author, mapping_of(authors), media or [], site, dry_run)
    run_import(path, options, report)


def undo_run(import_id: int) -> None:
    """Move the remaining rows of an import to the trash, as one deletion."""
    with open_database(load_settings()) as url:
        try:
            taken = run_in_database(url, lambda db: db.write(undo_import, import_id))
        except NotFoundError:
            raise Refusal(f"There is no import {import_id}.") from None
    if taken is None:
        typer.echo(f"No post of import {import_id} is left; nothing was done.")
        return
    typer.echo(
        f"Moved {counted(len(taken.posts), 'post')} to the trash in deletion {taken.deletion_id}; "
        f"undo it with POST /api/deletions/{taken.deletion_id}/undo, or import again."
    )


def mapping_of(path: Path | None) -> AuthorMap | None:
    if path is None:
        return None
    try:
        return read_map(path)
    except UnreadableError as error:
        raise Refusal(f"{path}: {error}") from None


def run_import(path: Path, options: Options, report_path: Path) -> None:
    """Read the whole source, then write the posts, then print the report."""
    if not path.exists():
        raise Refusal(f"{path}: there is no such file or folder.")
    settings = load_settings()
    unicode_slugs.set(settings.slugs == "unicode")
    with explaining(path), opened(path) as place:
        source = read_source(place)
        report = Report(report_path, report_path.with_name(REDIRECTS))
        with closing(report), closing(Spool()) as spool:
            read(source, options, spool, report)
            import_id = write(settings, spool, options, report, path.name)
    print_report(report, options, import_id)
    typer.echo(f"Every line is in {report_path}.")
    if report.posts_left_out:
        raise typer.Exit(INCOMPLETE)


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except UnreadableError as error:
        raise Refusal(f"{path}: {error}") from None
    except MediaUnavailableError as error:
        raise Refusal(str(error)) from None


def read(source: Source, options: Options, spool: Spool, report: Report) -> None:
    """Read the source into the spool; raise an error if it has no posts."""
    with progress_bar("reading", source.total) as bar:
        read_all(source, options, Reading(spool, report, bar))
    if spool.count == 0:
        print_lines(report.reasons)
        raise UnreadableError("There is no post in it that can be imported.")


def write(
    settings: Settings, spool: Spool, options: Options, report: Report, name: str
) -> int | None:
    """Return the id of the import; None for a dry run."""
    with open_database(settings) as url, progress_bar("importing", spool.count) as bar:

        async def work(db: Database) -> int | None:
            images = ImageStore(db, ImageService(settings), dry_run=options.dry_run)
            writing = Writing(db, spool, options, images, report, bar)
            import_id = None
            if options.dry_run:
                with suppress(DryRunError):
                    await db.write(dry_run_import, writing, name)
            else:
                import_id = await write_all(writing, name)
            if images.has_stored and "public_url" not in settings.model_fields_set:
                report.note(f"{NO_URL} {settings.public_url}.", is_first=True)
            return import_id

        return run_in_database(url, work, settings.public_url)


def print_report(report: Report, options: Options, import_id: int | None) -> None:
    print_lines(report.lines)
    counts = report.counts
    done = "Would import" if options.dry_run else "Imported"
    posts, there = counted(counts["imported"], "post"), counts["already_there"]
    lost = len(report.posts_left_out)
    comments = f" with {counted(counts['comments'], 'comment')}" if counts["comments"] else ""
    undone, trashed = counts["taken_back"], counts["in_trash"]
    back = f" ({undone} from the trash, after an undo)" if undone else ""
    trash = f" ({trashed} in the trash)" if trashed else ""
    typer.echo(
        f"{done} {posts}{comments}{back}; {there} {'was' if there == 1 else 'were'} there "
        f"already{trash}, {lost} {to_be(lost)} left out."
    )
    if import_id is not None and counts["imported"]:
        typer.echo(f"To undo it: blog-api import --undo {import_id}")


def print_lines(lines: list[str]) -> None:
    """Print lines without control characters, which could steer a terminal."""
    for line in lines:
        typer.echo("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line))
