"""Lines of the files of an export, besides the posts."""

from datetime import datetime

from blog_api.http.fields import Output


class ExportedRevision(Output):
    """A version of a post, former or present; `content` is null once it is redacted."""

    post_id: int
    version: int
    created_at: datetime
    via: str
    note: str | None
    title: str
    slug: str
    excerpt: str
    content: str | None
    category: str | None
    tags: list[str]
    image_url: str | None
    status: str
    published_at: datetime | None


class ExportedComment(Output):
    id: int
    post_id: int
    post_slug: str
    in_reply_to: int | None
    content: str
    created_at: datetime
    updated_at: datetime


class ExportedCommentRevision(Output):
    """A version of an edited comment; `content` is null once it is redacted."""

    comment_id: int
    version: int
    created_at: datetime
    via: str
    content: str | None


class ExportedVote(Output):
    post_id: int
    created_at: datetime
