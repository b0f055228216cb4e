"""Ids in the paths of the API: one type for each kind of thing, with its one description."""

from typing import Annotated

from fastapi import Path

from blog_api.http.fields import PathId

PostId = Annotated[PathId, Path(description="`id` of the post, a number; not its slug.")]
Version = Annotated[
    PathId, Path(description="`version` in the list of revisions of the post, counted from 1.")
]
PreviewId = Annotated[
    PathId, Path(description="`id` in the list of preview links of the post; not the token.")
]
CommentId = Annotated[PathId, Path(description="`id` of the comment, a number.")]
UserId = Annotated[PathId, Path(description="`id` of the account, a number; not its user name.")]
SessionId = Annotated[
    PathId, Path(description="`id` of the session, from `GET /api/auth/sessions`.")
]
TokenId = Annotated[
    PathId,
    Path(description="`id` of the token, from `GET /api/auth/tokens`; not the token itself."),
]
PasskeyId = Annotated[
    PathId, Path(description="`id` of the passkey, from `GET /api/users/me/mfa`.")
]
TransferId = Annotated[
    PathId, Path(description="`id` of the offer or transfer, from `GET /api/transfers`.")
]
RequestId = Annotated[
    PathId, Path(description="`id` of the restore request, from `GET /api/restore-requests`.")
]
DeletionId = Annotated[
    PathId,
    Path(
        description="`id` of the deletion: `Deletion-Id` in the answer to a delete, or "
        "`deletion_id` of an item in the trash."
    ),
]
ChangeId = Annotated[
    PathId, Path(description="`id` of the rename or merge, from `GET /api/term-changes`.")
]
