"""The end of all sessions and one-time tokens, after the restore of a backup."""

from typing import Final

from sqlalchemy import delete

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import OneTimeToken, PendingLogin, Session

END_ALL: Final = [Statement(delete(model), int) for model in (Session, PendingLogin, OneTimeToken)]


async def end_all_sessions_and_tokens(db: Transaction) -> None:
    """End the sessions and tokens of every account: a backup has some that have ended since."""
    for statement in END_ALL:
        await db.run(statement)
