"""Files go after the commit that took their last owner: at once, or with `blog-api purge`."""

import logging

import psycopg

from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError
from blog_api.media.commands import list_removed, settle_removal
from blog_api.media.storing import Store

logger = logging.getLogger(__name__)


async def sweep(db: Database, store: Store) -> int:
    """How many files were removed."""
    removed = 0
    while names := await list_removed(db):
        for name in names:
            removed += await db.write(settle_removal, store, name)
    return removed


async def sweep_quietly(db: Database, store: Store) -> None:
    """What cannot be removed now is on the list until somebody can."""
    try:
        await sweep(db, store)
    except (psycopg.Error, MediaUnavailableError) as error:
        logger.warning("pictures are left for the next time: %s", type(error).__name__)
