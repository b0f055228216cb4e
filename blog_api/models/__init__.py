"""Tables: columns, constraints and indexes, and nothing else."""

from blog_api.models.audit import AuditEntry
from blog_api.models.base import metadata
from blog_api.models.comment import Comment, CommentColumns
from blog_api.models.counters import PostCounters, PostView, Vote
from blog_api.models.deletion import Deletion
from blog_api.models.derived import PostHtml, PostSearch, SearchSettings
from blog_api.models.idempotency import IdempotencyKey
from blog_api.models.mail import OneTimeToken, OneTimeTokenColumns, OutboxMail
from blog_api.models.picture import Picture, PictureColumns, PictureRemoval
from blog_api.models.post import Post, PostColumns
from blog_api.models.post_import import PostImport
from blog_api.models.post_slug import PostSlug
from blog_api.models.session import Session, SessionColumns
from blog_api.models.term import TermChange, TermChangePost, TermCount
from blog_api.models.throttle import Throttle
from blog_api.models.user import User, UserColumns

__all__ = [
    "AuditEntry",
    "Comment",
    "CommentColumns",
    "Deletion",
    "IdempotencyKey",
    "OneTimeToken",
    "OneTimeTokenColumns",
    "OutboxMail",
    "Picture",
    "PictureColumns",
    "PictureRemoval",
    "Post",
    "PostColumns",
    "PostCounters",
    "PostHtml",
    "PostImport",
    "PostSearch",
    "PostSlug",
    "PostView",
    "SearchSettings",
    "Session",
    "SessionColumns",
    "TermChange",
    "TermChangePost",
    "TermCount",
    "Throttle",
    "User",
    "UserColumns",
    "Vote",
    "metadata",
]
