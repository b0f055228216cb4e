"""Revisions of posts and comments: for their authors and administrators."""

TABLES = """
                 nobody user author other admin inactive deleted

GET /api/posts/{post_id}/revisions
draft               401  404   200+   404  200+      401     401
scheduled           401  404   200+   404  200+      401     401
archived            401  404   200+   404  200+      401     401
live                401  403   200+   403  200+      401     401
trash               401  404    404   404   404      401     401

GET /api/posts/{post_id}/revisions/{version}
draft               401  404   200+   404  200+      401     401
scheduled           401  404   200+   404  200+      401     401
archived            401  404   200+   404  200+      401     401
live                401  403   200+   403  200+      401     401
trash               401  404    404   404   404      401     401

POST /api/posts/{post_id}/revisions/{version}/restore
draft               401  404   200=   404  200=      401     401
scheduled           401  404   200=   404  200=      401     401
archived            401  404   200=   404  200=      401     401
live                401  403   200=   403  200=      401     401
trash               401  404    404   404   404      401     401

GET /api/posts/{post_id}/revisions/{version}/diff
draft               401  404   200+   404  200+      401     401
scheduled           401  404   200+   404  200+      401     401
archived            401  404   200+   404  200+      401     401
live                401  403   200+   403  200+      401     401
trash               401  404    404   404   404      401     401

DELETE /api/posts/{post_id}/revisions/{version}?reason=Spam
edited              401  403    403   403   204      401     401
draft               401  403    403   403   409      401     401
scheduled           401  403    403   403   409      401     401
archived            401  403    403   403   409      401     401
live                401  403    403   403   409      401     401
trash               401  403    403   403   404      401     401

POST /api/posts/{post_id}/revisions/redact {"match": "{sign}", "reason": "Spam"}
edited              401  403    403   403   200      401     401
draft               401  403    403   403   200      401     401
scheduled           401  403    403   403   200      401     401
archived            401  403    403   403   200      401     401
live                401  403    403   403   200      401     401
trash               401  403    403   403   404      401     401

POST /api/posts/{post_id}/revisions/redact {"match": "{sign}", "reason": "Spam", "dry_run": true}
edited              401  403    403   403  200=      401     401

GET /api/comments/{comment_id}/revisions
comment             401  403   200+   403  200+      401     401
comment-of-other    401  403    403  200+  200+      401     401
comment-draft       401  404   200+   404  200+      401     401
comment-trash       401  404    404   404   404      401     401
comment-hidden      401  404    404   404   404      401     401
"""
