"""Bounds on the statements of each operation."""

AT_MOST = 2
OTHERWISE = {
    "GET /api/posts/{post_id}/comments": 3,  # first a check that the post is visible
    "GET /api/posts/{post_id}/revisions": 3,
    "GET /api/posts/{post_id}/revisions/{version}": 3,
    "GET /api/posts/{post_id}/revisions/{version}/diff": 4,  # one more for each side
    "GET /api/comments/{comment_id}/revisions": 4,  # an unedited comment is its only version
    "GET /api/overview": 6,  # counts, purges; for administrators mails, the backup, the schema
    "GET /api/users/me/export": 26,  # in batches: two or three for each kind of rows
    "GET /.well-known/jwks.json": 0,
    "GET /.well-known/oauth-authorization-server": 0,
    "GET /feed.atom": 4,  # the posts, their versions, their content, their HTML
    "GET /feed.json": 4,
    "GET /api/posts/{post_id}/previews": 3,  # first a check that the caller may edit the post
    "GET /api/previews/{token}": 4,  # the link, the version that it names, the post
    "GET /api/users/me/mfa": 3,  # the app and recovery codes, the passkeys
    "GET /health/live": 0,
    "GET /health/ready": 1,
    "GET /health/readable": 1,
    "GET /metrics": 0,
}
WRITES_AT_MOST = 6
WRITES_OTHERWISE = {
    "POST /api/auth/tokens": 8,  # a lock, a count, the token and its secret, audit
    "POST /api/auth/tokens/{token_id}/rotate": 8,  # the former secrets too
    "POST /api/posts/{post_id}/revisions/{version}/restore": 11,  # reads it, then edits
    "POST /api/posts/{post_id}/working-copy/apply": 10,  # reads and takes it, then edits
    "DELETE /api/posts/{post_id}/revisions/{version}": 9,  # with copies, HTML, links, audit
    "POST /api/posts/{post_id}/revisions/redact": 8,
    "POST /api/term-changes/{change_id}/undo": 7,
    "DELETE /api/comments/{comment_id}": 8,  # with the deletion: a record, counts, audit
    "POST /api/posts/bulk-restore": 8,
    "POST /api/posts/bulk-update": 8,  # locks, free slugs, the update, audit; for any number
    "POST /api/comments/bulk-restore": 9,
    "POST /api/comments/bulk-delete": 8,
    "POST /api/posts/{post_id}/restore": 9,  # one of thousands, by the same steps
    "PUT /api/users/me/avatar": 12,  # its row, its file, whether it still has a row, its use
    "POST /api/comments/{comment_id}/restore": 10,
    "POST /api/auth/login": 8,  # a lock; the device and the network of a log-in
    "POST /api/users/me/password": 11,  # its factor, the check, sessions, confirmation, audit
    "PATCH /api/users/me": 12,  # with an email to the former address, audit
    "DELETE /api/users/{user_id}/mfa": 12,  # factors, codes, methods of sessions, log-ins, audit
    "PATCH /api/users/{user_id}": 9,  # ends sessions and offers of a deactivated account
    "DELETE /api/users/me": 15,  # with the posts, comments and sessions of the account
    "DELETE /api/users/{user_id}": 22,  # with a transfer of the posts
    "POST /api/posts/{post_id}/transfer": 14,  # locks, limits, and the record of a transfer
    "POST /api/posts/bulk-transfer": 13,
    "POST /api/transfers/{transfer_id}/accept": 11,
    "POST /api/transfers/{transfer_id}/undo": 11,
    "POST /api/deletions/{deletion_id}/undo": 23,
    "POST /api/users/{user_id}/restore": 28,  # with another address: its emails and what it ends
    "POST /api/trash/posts/{post_id}/restore-request": 8,  # locks, earlier requests, audit
    "POST /api/trash/comments/{comment_id}/restore-request": 8,
    "POST /api/restore-requests/{request_id}/approve": 16,  # a restore, and its request
}
