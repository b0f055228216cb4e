"""Errors of revisions, merges, working copies, transfers, restore requests and previews."""

from blog_api.errors.base import AppError


class TransferOpenError(AppError, status=409, code="transfer_open"):
    detail = "The post is offered to another account already; withdraw that offer first."


class TransferClosedError(AppError, status=409, code="transfer_closed"):
    detail = "The offer is not open any more; GET /api/transfers tells its state."


class RequestOpenError(AppError, status=409, code="request_open"):
    detail = "There is an open request for it already; an administrator will decide."


class RequestClosedError(AppError, status=409, code="request_closed"):
    detail = "The request is not open any more; GET /api/restore-requests tells its state."


class RequestDeclinedError(AppError, status=409, code="request_declined"):
    detail = "A request for it was declined; it can be asked for again once it is deleted again."


class TooManyOpenError(AppError, status=409, code="too_many_open"):
    detail = "The account has as many open items of this kind as it may; close one first."


class HasPostsError(AppError, status=409, code="has_posts"):
    detail = "The account has posts; send posts=trash, or as an administrator posts=transfer."


class TooManyWorkingCopiesError(AppError, status=409, code="too_many_working_copies"):
    detail = "An account has at most 100 working copies; apply or delete one first."


class RevisionRedactedError(AppError, status=409, code="revision_redacted"):
    detail = "The words of this version were removed; restore another one."


class CurrentRevisionError(AppError, status=409, code="current_revision"):
    detail = "The post has these words now; edit it first, then redact the version."


class TooManyPreviewsError(AppError, status=409, code="too_many_previews"):
    detail = "This post has 20 live preview links; revoke one, or wait until one expires."


class MergeConflictsError(AppError, status=412, code="merge_conflicts"):
    """Error with `conflicts`, `working_copy_kept`, `current_etag` and `base_version`."""

    detail = "Another edit changed the same lines or fields; conflicts has both sides."
