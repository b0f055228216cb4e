"""Rate limit of working copies, for the API and the studio."""

from blog_api.auth.dependencies import CurrentUser
from blog_api.http.dependencies import WriteDb
from blog_api.http.path_ids import PostId
from blog_api.http.rate_limiting import Limiter
from blog_api.rate_limits import WORKING_COPY


async def limit_saves(post_id: PostId, db: WriteDb, actor: CurrentUser, limiter: Limiter) -> None:
    """Raise ThrottledError for an account that saves a post more often than autosave needs."""
    await limiter.consume(db, WORKING_COPY, str(actor.id), str(post_id))
