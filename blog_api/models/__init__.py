"""Tables: columns, constraints and indexes, and nothing else."""

from blog_api.models.audit import AuditEntry
from blog_api.models.base import Base
from blog_api.models.comment import Comment
from blog_api.models.counters import PostCounters, PostView, Vote
from blog_api.models.deletion import Deletion
from blog_api.models.derived import PostHtml, PostSearch, SearchSettings
from blog_api.models.idempotency import IdempotencyKey
from blog_api.models.mail import OneTimeToken, OutboxMail
from blog_api.models.picture import Picture, PictureRemoval
from blog_api.models.post import Post
from blog_api.models.post_import import PostImport
from blog_api.models.post_slug import PostSlug
from blog_api.models.session import Session
from blog_api.models.term import TermChange, TermChangePost, TermCount
from blog_api.models.throttle import Throttle
from blog_api.models.user import User

__all__ = [
    "AuditEntry",
    "Base",
    "Comment",
    "Deletion",
    "IdempotencyKey",
    "OneTimeToken",
    "OutboxMail",
    "Picture",
    "PictureRemoval",
    "Post",
    "PostCounters",
    "PostHtml",
    "PostImport",
    "PostSearch",
    "PostSlug",
    "PostView",
    "SearchSettings",
    "Session",
    "TermChange",
    "TermChangePost",
    "TermCount",
    "Throttle",
    "User",
    "Vote",
]
