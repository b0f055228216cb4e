"""What goes into a feed, rendered: HTML that is missing is made and kept on the way."""

from typing import Final

from blog_api.db.database import Database
from blog_api.errors import NotFoundError
from blog_api.feeds.queries import find_contents, get_author
from blog_api.feeds.schemas import Entry, Feed
from blog_api.posts.listing import list_posts
from blog_api.posts.schemas import PostFilters, slug_of_tag
from blog_api.rendering.kept import html_of

ENTRIES: Final = 20


async def gather_feed(db: Database, site_title: str, author: str | None, tag: str | None) -> Feed:
    """Refuses an author who is not there, and a tag that no published post has."""
    whose = None if author is None else await get_author(db, author)
    asked = PostFilters(author=str(whose.id) if whose else None, tag=tag, limit=ENTRIES)
    posts = (await list_posts(db, None, asked)).items
    if tag is not None and not posts:
        raise NotFoundError
    html = await html_of(db, dict(await find_contents(db, [post.id for post in posts])))
    slug = None if tag is None else slug_of_tag(tag)
    about = [site_title, whose and (whose.name or whose.username), slug and f"#{slug}"]
    return Feed(
        title=" · ".join(part for part in about if part),
        author=whose,
        tag=slug,
        entries=[Entry(post, html[post.id]) for post in posts if post.id in html],
    )
