"""Tables: columns, constraints and indexes."""

from blog_api.models.access_token import (
    AccessToken,
    AccessTokenColumns,
    AccessTokenSecret,
    AccessTokenSecretColumns,
)
from blog_api.models.audit import AuditEntry
from blog_api.models.backup import Backup
from blog_api.models.base import metadata
from blog_api.models.blog import BlogSettings, TokenIssuer
from blog_api.models.comment import Comment, CommentColumns
from blog_api.models.counters import FORMER_VISITORS, PostCounters, PostView, Vote
from blog_api.models.deletion import Deletion
from blog_api.models.derived import PostHtml, PostSearch, SearchSettings
from blog_api.models.email_change import EmailChange, EmailChangeColumns
from blog_api.models.idempotency import IdempotencyKey
from blog_api.models.login_network import LoginDevice, LoginNetwork
from blog_api.models.mail import OneTimeToken, OneTimeTokenColumns, OutboxMail
from blog_api.models.passkey import (
    Passkey,
    PasskeyChallenge,
    PasskeyChallengeColumns,
    PasskeyColumns,
)
from blog_api.models.post import Post, PostColumns
from blog_api.models.post_import import Import, PostImport
from blog_api.models.post_redirect import PostRedirect
from blog_api.models.post_slug import PostSlug
from blog_api.models.preview import PostPreview, PostPreviewColumns
from blog_api.models.rate_limit import LoginLimit, RateLimit
from blog_api.models.restore_request import RestoreRequest, RestoreRequestColumns
from blog_api.models.revision import (
    CommentRevision,
    CommentRevisionColumns,
    PostRevision,
    PostRevisionColumns,
    RevisionText,
)
from blog_api.models.running_export import RunningExport
from blog_api.models.schema_compatibility import SchemaCompatibility
from blog_api.models.second_factor import (
    PendingLogin,
    PendingLoginColumns,
    RecoveryCode,
    TotpSecret,
    TotpSecretColumns,
)
from blog_api.models.session import Session, SessionColumns
from blog_api.models.sql_file import SqlFile
from blog_api.models.storage import StorageShare
from blog_api.models.stored_image import ImageRemoval, StoredImage, StoredImageColumns
from blog_api.models.term import TermChange, TermChangePost, TermCount
from blog_api.models.transfer import (
    HandedImage,
    Transfer,
    TransferColumns,
    TransferPost,
)
from blog_api.models.user import User, UserColumns
from blog_api.models.working_copy import WorkingCopy, WorkingCopyColumns

__all__ = [
    "FORMER_VISITORS",
    "AccessToken",
    "AccessTokenColumns",
    "AccessTokenSecret",
    "AccessTokenSecretColumns",
    "AuditEntry",
    "Backup",
    "BlogSettings",
    "Comment",
    "CommentColumns",
    "CommentRevision",
    "CommentRevisionColumns",
    "Deletion",
    "EmailChange",
    "EmailChangeColumns",
    "HandedImage",
    "IdempotencyKey",
    "ImageRemoval",
    "Import",
    "LoginDevice",
    "LoginLimit",
    "LoginNetwork",
    "OneTimeToken",
    "OneTimeTokenColumns",
    "OutboxMail",
    "Passkey",
    "PasskeyChallenge",
    "PasskeyChallengeColumns",
    "PasskeyColumns",
    "PendingLogin",
    "PendingLoginColumns",
    "Post",
    "PostColumns",
    "PostCounters",
    "PostHtml",
    "PostImport",
    "PostPreview",
    "PostPreviewColumns",
    "PostRedirect",
    "PostRevision",
    "PostRevisionColumns",
    "PostSearch",
    "PostSlug",
    "PostView",
    "RateLimit",
    "RecoveryCode",
    "RestoreRequest",
    "RestoreRequestColumns",
    "RevisionText",
    "RunningExport",
    "SchemaCompatibility",
    "SearchSettings",
    "Session",
    "SessionColumns",
    "SqlFile",
    "StorageShare",
    "StoredImage",
    "StoredImageColumns",
    "TermChange",
    "TermChangePost",
    "TermCount",
    "TokenIssuer",
    "TotpSecret",
    "TotpSecretColumns",
    "Transfer",
    "TransferColumns",
    "TransferPost",
    "User",
    "UserColumns",
    "Vote",
    "WorkingCopy",
    "WorkingCopyColumns",
    "metadata",
]
