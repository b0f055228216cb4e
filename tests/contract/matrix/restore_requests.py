"""Restore requests."""

TABLES = """
                    nobody user author other admin inactive deleted

POST /api/trash/posts/{post_id}/restore-request {"note": "Please."}
draft                  401  404    409   404   403      401     401
scheduled              401  404    409   404   403      401     401
archived               401  404    409   404   403      401     401
live                   401  404    409   404   403      401     401
trash                  401  404    201   404   403      401     401

POST /api/trash/comments/{comment_id}/restore-request
comment                401  404    409   404   403      401     401
comment-draft          401  404    409   404   403      401     401
comment-hidden         401  404    409   404   403      401     401
comment-of-other       401  404    404   409   403      401     401
comment-trash          401  404    201   404   403      401     401

GET /api/restore-requests?limit=100
request                401 200-   200+  200-  200+      401     401
request-declined       401 200-   200+  200-  200+      401     401

POST /api/restore-requests/{request_id}/approve
request                401  403    403   403   200      401     401
request-declined       401  403    403   403   409      401     401

POST /api/restore-requests/{request_id}/decline {"reason": "No."}
request                401  403    403   403   200      401     401
request-declined       401  403    403   403   409      401     401

DELETE /api/restore-requests/{request_id}
request                401  404    204   404   403      401     401
request-declined       401  404    409   404   403      401     401
"""
