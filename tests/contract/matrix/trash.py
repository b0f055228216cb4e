"""The trash, deletions and the audit log."""

TABLES = """
                    nobody user author other admin inactive deleted

GET /api/trash/posts?limit=100
draft                  401 200-   200-  200-  200-      401     401
scheduled              401 200-   200-  200-  200-      401     401
archived               401 200-   200-  200-  200-      401     401
live                   401 200-   200-  200-  200-      401     401
trash                  401 200-   200+  200-  200+      401     401

GET /api/trash/posts/{post_id}
draft                  401  404    404   404   404      401     401
scheduled              401  404    404   404   404      401     401
archived               401  404    404   404   404      401     401
live                   401  404    404   404   404      401     401
trash                  401  404    200   404   200      401     401

DELETE /api/trash/posts/{post_id}
draft                  401  403    403   403   409      401     401
scheduled              401  403    403   403   409      401     401
archived               401  403    403   403   409      401     401
live                   401  403    403   403   409      401     401
trash                  401  403    403   403   204      401     401

GET /api/trash/comments?limit=100
comment                401 200-   200-  200-  200-      401     401
comment-trash          401 200-   200+  200-  200+      401     401

GET /api/trash/users?limit=100
account                401  403    403   403  200-      401     401
account-of-inactive    401  403    403   403  200-      401     401
account-of-deleted     401  403    403   403  200+      401     401

GET /api/deletions?limit=100
deletion               401  403    403   403  200+      401     401
deletion-account       401  403    403   403  200+      401     401

GET /api/deletions/{deletion_id}
deletion               401  403    403   403   200      401     401
deletion-account       401  403    403   403   200      401     401
deletion-undone        401  403    403   403   200      401     401

POST /api/deletions/{deletion_id}/undo
deletion               401  403    403   403   200      401     401
deletion-account       401  403    403   403   200      401     401
deletion-undone        401  403    403   403  200=      401     401

POST /api/deletions/{deletion_id}/undo {"dry_run": true}
deletion               401  403    403   403  200=      401     401

GET /api/overview
any                    401  200    200   200   200      401     401

GET /api/audit?limit=100
audit-entry            401  403    403   403  200+      401     401
"""
