"""Making the search documents anew: for another language, or for another way of making them.

Batches are short, so a blog stays open meanwhile. Until the last of them is done, a search asks old
documents in the new language; words that both languages leave as they are, are found all the time.
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
from blog_api.db.statement import Statement
from blog_api.models import Post, PostSearch, SearchSettings

CONFIGURATIONS: Final = table("pg_ts_config", column("cfgname", String), column("oid", Integer))

SELECT_LANGUAGE: Final = Statement(select(SearchSettings.c.language), str)
SET_LANGUAGE: Final = Statement(update(SearchSettings).values(language=bindparam("to")), int)
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
    """Carries the names that this PostgreSQL knows."""

    def __init__(self, language: str, known: list[str]) -> None:
        super().__init__(f"PostgreSQL cannot search in {language!r}; it can in {', '.join(known)}.")


async def get_language(db: Reading) -> str:
    """What words are indexed in now."""
    (language,) = await db.all(SELECT_LANGUAGE)
    return language


async def set_language(db: Transaction, language: str) -> None:
    """For posts written from now on, and for every search."""
    known = await db.all(SELECT_KNOWN)
    if language not in known:
        raise UnknownLanguageError(language, known)
    await db.run(SET_LANGUAGE, to=language)


async def index_batch(db: Transaction, after_id: int, batch_size: int) -> list[int]:
    """The ids that were done; none means that was all."""
    return await db.all(INDEX_BATCH, after_id=after_id, batch_size=batch_size)
