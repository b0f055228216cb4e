"""The scope of each route that reads tokens, written by hand as a promise to programs.

`any` is open to every live token, `closed` to none. A public route answers a token without its
scope as it answers anyone.
"""

from typing import Final

TABLE: Final = """
DELETE /api/auth/sessions                                    closed
DELETE /api/auth/sessions/{session_id}                       closed
DELETE /api/auth/tokens/{token_id}                           any
DELETE /api/comments/{comment_id}                            comments:write
DELETE /api/posts/{post_id}                                  posts:delete
DELETE /api/posts/{post_id}/previews/{preview_id}            posts:write
DELETE /api/posts/{post_id}/revisions/{version}              closed
DELETE /api/posts/{post_id}/vote                             votes:write
DELETE /api/posts/{post_id}/working-copy                     posts:write
DELETE /api/restore-requests/{request_id}                    posts:delete
DELETE /api/transfers/{transfer_id}                          posts:write
DELETE /api/trash/posts/{post_id}                            closed
DELETE /api/users/me                                         closed
DELETE /api/users/me/avatar                                  profile:write
DELETE /api/users/me/mfa/passkeys/{passkey_id}               closed
DELETE /api/users/me/mfa/totp                                closed
DELETE /api/users/{user_id}                                  closed
DELETE /api/users/{user_id}/mfa                              closed
GET /api/audit                                               admin:audit
GET /api/auth/sessions                                       closed
GET /api/auth/tokens                                         closed
GET /api/auth/whoami                                         any
GET /api/categories                                          any
GET /api/comments                                            posts:read
GET /api/comments/{comment_id}/revisions                     posts:read
GET /api/deletions                                           admin:content
GET /api/deletions/{deletion_id}                             admin:content
GET /api/overview                                            posts:read
GET /api/posts                                               posts:read
GET /api/posts/slug/{slug}                                   posts:read
GET /api/posts/{post_id}                                     posts:read
GET /api/posts/{post_id}/comments                            posts:read
GET /api/posts/{post_id}/previews                            posts:read
GET /api/posts/{post_id}/revisions                           posts:read
GET /api/posts/{post_id}/revisions/{version}                 posts:read
GET /api/posts/{post_id}/revisions/{version}/diff            posts:read
GET /api/posts/{post_id}/working-copy                        posts:read
GET /api/previews/{token}                                    any
GET /api/redirects                                           posts:read
GET /api/restore-requests                                    posts:delete
GET /api/tags                                                any
GET /api/term-changes                                        admin:content
GET /api/transfers                                           posts:read
GET /api/trash/comments                                      trash:read
GET /api/trash/posts                                         trash:read
GET /api/trash/posts/{post_id}                               trash:read
GET /api/trash/users                                         admin:users
GET /api/users                                               admin:users
GET /api/users/me                                            profile:read
GET /api/users/me/deletion-preview                           profile:read
GET /api/users/me/export                                     closed
GET /api/users/me/mfa                                        closed
GET /api/users/username/{username}                           any
GET /api/users/{user_id}                                     any
GET /api/users/{user_id}/deletion-preview                    admin:users
GET /api/working-copies                                      posts:read
PATCH /api/auth/tokens/{token_id}                            closed
PATCH /api/categories/{name}                                 admin:content
PATCH /api/comments/{comment_id}                             comments:write
PATCH /api/posts/{post_id}                                   posts:write
PATCH /api/tags/{name}                                       admin:content
PATCH /api/users/me                                          profile:write
PATCH /api/users/{user_id}                                   admin:users
POST /api/auth/confirm                                       closed
POST /api/auth/email/revert                                  closed
POST /api/auth/email/verify                                  closed
POST /api/auth/email/verify/request                          closed
POST /api/auth/logout                                        closed
POST /api/auth/passkey/options                               closed
POST /api/auth/password/forgot                               closed
POST /api/auth/password/reset                                closed
POST /api/auth/tokens                                        closed
POST /api/auth/tokens/{token_id}/rotate                      closed
POST /api/comments/bulk-delete                               admin:content
POST /api/comments/bulk-restore                              admin:content
POST /api/comments/{comment_id}/restore                      admin:content
POST /api/deletions/{deletion_id}/undo                       admin:content
POST /api/media                                              media:write
POST /api/posts                                              posts:write
POST /api/posts/bulk-delete                                  admin:content
POST /api/posts/bulk-restore                                 admin:content
POST /api/posts/bulk-transfer                                admin:content
POST /api/posts/bulk-update                                  posts:write
POST /api/posts/{post_id}/comments                           comments:write
POST /api/posts/{post_id}/previews                           posts:write
POST /api/posts/{post_id}/restore                            admin:content
POST /api/posts/{post_id}/revisions/redact                   closed
POST /api/posts/{post_id}/revisions/{version}/restore        posts:write
POST /api/posts/{post_id}/transfer                           posts:write
POST /api/posts/{post_id}/views                              posts:read
POST /api/posts/{post_id}/working-copy/apply                 posts:write
POST /api/previews                                           any
POST /api/restore-requests/{request_id}/approve              admin:content
POST /api/restore-requests/{request_id}/decline              admin:content
POST /api/term-changes/{change_id}/undo                      admin:content
POST /api/transfers/{transfer_id}/accept                     posts:write
POST /api/transfers/{transfer_id}/decline                    posts:write
POST /api/transfers/{transfer_id}/undo                       admin:content
POST /api/trash/comments/{comment_id}/restore-request        posts:delete
POST /api/trash/posts/{post_id}/restore-request              posts:delete
POST /api/users                                              any
POST /api/users/me/mfa/passkeys                              closed
POST /api/users/me/mfa/passkeys/options                      closed
POST /api/users/me/mfa/recovery-codes                        closed
POST /api/users/me/mfa/totp                                  closed
POST /api/users/me/mfa/totp/confirm                          closed
POST /api/users/me/password                                  closed
POST /api/users/{user_id}/restore                            admin:users
PUT /api/posts/{post_id}                                     posts:write
PUT /api/posts/{post_id}/vote                                votes:write
PUT /api/posts/{post_id}/working-copy                        posts:write
PUT /api/users/me/avatar                                     profile:write
"""
SCOPES: Final = {
    f"{method} {path}": scope for method, path, scope in map(str.split, TABLE.strip().splitlines())
}
CLOSED, ANY = "closed", "any"
