"""Removal of files after the commit that deleted their last owner: at once, or in a purge."""

import logging

import psycopg

from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError
from blog_api.media.removals import claim_removal, list_removed, settle_removal
from blog_api.media.storage import Store

logger = logging.getLogger(__name__)


async def sweep(db: Database, store: Store) -> int:
    removed = 0
    while names := await list_removed(db):
        for name in names:
            removed += await remove_file(db, store, name)
    return removed


async def remove_file(db: Database, store: Store, name: str) -> bool:
    """Remove a file without an owner; no transaction is open during the request to the store.

    If the removal fails, its claim expires and the removal is retried.
    """
    claim = await db.write(claim_removal, name)
    if claim is None:
        return False
    await store.remove(name)
    await db.write(settle_removal, name, claim)
    return True


async def clean_up_quietly(db: Database, store: Store) -> None:
    """Remove queued files; files that cannot be removed now stay in the queue."""
    try:
        await sweep(db, store)
    except (psycopg.Error, MediaUnavailableError) as error:
        logger.warning("pictures are left for the next time: %s", type(error).__name__)
