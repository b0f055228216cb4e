"""Command `blog-api reindex`."""

from collections.abc import Callable
from typing import Final

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.db.database import Database
from blog_api.plurals import counted
from blog_api.posts.search.reindexing import (
    UnknownLanguageError,
    get_language,
    index_batch,
    set_language,
)
from blog_api.recounting import count_posts
from blog_api.settings import Settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)

BATCH_SIZE: Final = 200


@app.command()
def reindex() -> None:
    """Rebuild the search index in the language of SEARCH_LANGUAGE.

    Run this after that setting changes. The server may be running; after an interruption, run it
    again. After an update from a release without search inside words it also makes the index
    smaller: run it once no server of that release is left.
    """
    settings = load_settings()
    with open_database(settings) as url:
        change_language(url, settings)
        with progress_bar("indexing", run_in_database(url, count_posts)) as bar:
            done = run_in_database(url, lambda db: index_all(db, bar))
        language = run_in_database(url, get_language)
    typer.echo(f"Indexed {counted(done, 'post')} in the language {language}.")


def change_language(url: str, settings: Settings) -> None:
    """Store the language; raise a `Refusal` for one that PostgreSQL does not know."""
    try:
        run_in_database(url, lambda db: db.write(set_language, settings.search_language))
    except UnknownLanguageError as error:
        raise Refusal(f"SEARCH_LANGUAGE: {error}") from None


def settle_language(url: str, settings: Settings) -> None:
    """Apply SEARCH_LANGUAGE to an empty blog; for others, print that `reindex` is needed."""
    present = run_in_database(url, get_language)
    if present == settings.search_language:
        return
    if run_in_database(url, count_posts) == 0:
        change_language(url, settings)
        return
    typer.echo(
        f"Posts are indexed in the language {present}, and SEARCH_LANGUAGE is "
        f"{settings.search_language}: run `blog-api reindex`.",
        err=True,
    )


async def index_all(db: Database, advance: Callable[[int], None]) -> int:
    done, last = 0, 0
    while batch := await db.write(index_batch, last, BATCH_SIZE):
        done, last = done + len(batch), max(batch)
        advance(len(batch))
    return done
