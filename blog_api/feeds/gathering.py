"""What goes into a feed, rendered: HTML that is missing is made and kept on the way."""

from typing import Final

from blog_api.db.database import Database
from blog_api.feeds.queries import find_contents, get_author
from blog_api.feeds.schemas import Entry, Feed
from blog_api.posts.listing import list_posts
from blog_api.posts.rendered import html_of
from blog_api.posts.schemas import PostFilters

ENTRIES: Final = 20


async def gather_feed(db: Database, site_title: str, author: str | None, tag: str | None) -> Feed:
    """Refuses an author who is not there."""
    whose = None if author is None else await get_author(db, author)
    asked = PostFilters(author=str(whose.id) if whose else None, tag=tag, limit=ENTRIES)
    posts = (await list_posts(db, None, asked)).items
    html = await html_of(db, dict(await find_contents(db, [post.id for post in posts])))
    about = [site_title, whose and (whose.name or whose.username), tag and f"#{tag}"]
    return Feed(
        title=" · ".join(part for part in about if part),
        author=whose,
        tag=tag,
        entries=[Entry(post, html[post.id]) for post in posts if post.id in html],
    )
