"""The authorization matrix: every route, every caller, every state, as tables.

A table is one request, followed by one line for each state of its target. Columns are callers:
`author` owns the target, `other` owns similar things, `user` has written nothing; `inactive` and
`deleted` use tokens from before they lost their account, and request their own things.

A number is the status. After it, `+` means that the target is in the response and `-` that it is
not; `=` that a write succeeded and changed nothing. Any other write must change something; errors
and reads must change nothing.
"""

from tests.contract.matrix import (
    auth,
    comments,
    media,
    posts,
    previews,
    restore_requests,
    revisions,
    root,
    terms,
    transfers,
    trash,
    users,
    working_copies,
)

TEXTS = (
    auth.TABLES,
    users.TABLES,
    posts.TABLES,
    comments.TABLES,
    revisions.TABLES,
    previews.TABLES,
    working_copies.TABLES,
    media.TABLES,
    terms.TABLES,
    transfers.TABLES,
    trash.TABLES,
    restore_requests.TABLES,
    root.TABLES,
)
