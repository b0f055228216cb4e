"""Rebuild the search documents: for another language, or without the terms of earlier releases.

Batches are short, so a blog stays online. Until the last one is done, a search uses the new
language on old documents, and finds in them only words that both languages index in the same form.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    Integer,
    String,
    bindparam,
    column,
    func,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement
from blog_api.models import Post, PostSearch, SearchSettings

CONFIGURATIONS: Final = table("pg_ts_config", column("cfgname", String), column("oid", Integer))

SELECT_LANGUAGE: Final = Statement(select(SearchSettings.c.language), str)
SET_LANGUAGE: Final = Statement(
    update(SearchSettings).values(language=bindparam("to"), keeps_former_terms=False), int
)
SELECT_KNOWN: Final = Statement(
    select(CONFIGURATIONS.c.cfgname)
    .where(func.pg_ts_config_is_visible(CONFIGURATIONS.c.oid, type_=Boolean))
    .order_by(CONFIGURATIONS.c.cfgname),
    str,
)

BATCH: Final = (
    select(Post.c.id, Post.c.title, Post.c.excerpt, Post.c.content)
    .where(Post.c.id > bindparam("after_id"))
    .order_by(Post.c.id)
    .limit(bindparam("batch_size", type_=Integer))
    .with_for_update(read=True)
    .cte("batch")
)
INDEXING: Final = insert(PostSearch).from_select(
    ["post_id", "document"],
    select(BATCH.c.id, func.search_document(BATCH.c.title, BATCH.c.excerpt, BATCH.c.content)),
)
INDEX_BATCH: Final = Statement(
    INDEXING.on_conflict_do_update(
        index_elements=[PostSearch.c.post_id], set_={"document": INDEXING.excluded.document}
    ).returning(PostSearch.c.post_id),
    int,
)


class UnknownLanguageError(Exception):
    """Raised with the languages that this PostgreSQL knows."""

    def __init__(self, language: str, known: list[str]) -> None:
        super().__init__(f"PostgreSQL cannot search in {language!r}; it can in {', '.join(known)}.")


async def get_language(db: Reading) -> str:
    (language,) = await db.all(SELECT_LANGUAGE)
    return language


async def set_language(db: Transaction, language: str) -> None:
    """Set the language of new documents and of every search; drop terms of earlier releases."""
    known = await db.all(SELECT_KNOWN)
    if language not in known:
        raise UnknownLanguageError(language, known)
    await db.run(SET_LANGUAGE, to=language)


async def index_batch(db: Transaction, after_id: int, batch_size: int) -> list[int]:
    """Index the next posts; return their ids, or none after the last."""
    return await db.all(INDEX_BATCH, after_id=after_id, batch_size=batch_size)
