"""Comments, votes and views.

`comment-of-other` is on the author's post, `comment-draft` on their draft, `comment-hidden` on a
post in the trash.
"""

TABLES = """
                 nobody user author other admin inactive deleted

GET /api/posts/{post_id}/comments?limit=100
comment            200+ 200+   200+  200+  200+      401     401
comment-of-other   200+ 200+   200+  200+  200+      401     401
comment-draft       404  404   200+   404  200+      401     401
comment-trash      200- 200-   200-  200-  200-      401     401
comment-hidden      404  404    404   404   404      401     401

POST /api/posts/{post_id}/comments {"content": "New."}
draft               401  404    201   404   201      401     401
scheduled           401  404    201   404   201      401     401
archived            401  404    201   404   201      401     401
live                401  201    201   201   201      401     401
trash               401  404    404   404   404      401     401

PATCH /api/comments/{comment_id} {"content": "Changed."}
comment             401  403    200   403   200      401     401
comment-of-other    401  403    403   200   200      401     401
comment-draft       401  404    200   404   200      401     401
comment-trash       401  404    404   404   404      401     401
comment-hidden      401  404    404   404   404      401     401

DELETE /api/comments/{comment_id}
comment             401  403    204   403   204      401     401
comment-of-other    401  403    403   204   204      401     401
comment-draft       401  404    204   404   204      401     401
comment-trash       401  404    404   404   404      401     401
comment-hidden      401  404    404   404   404      401     401

POST /api/comments/{comment_id}/restore
comment             401  403    403   403   409      401     401
comment-draft       401  403    403   403   409      401     401
comment-trash       401  403    403   403   200      401     401
comment-hidden      401  403    403   403   409      401     401

GET /api/comments?limit=100
comment             401 200-   200+  200-  200+      401     401
comment-of-other    401 200-   200-  200+  200+      401     401
comment-draft       401 200-   200+  200-  200+      401     401
comment-trash       401 200-   200-  200-  200-      401     401
comment-hidden      401 200-   200-  200-  200-      401     401

POST /api/comments/bulk-delete {"ids": [{comment_id}], "reason": "Spam"}
comment             401  403    403   403   200      401     401
comment-of-other    401  403    403   403   200      401     401
comment-draft       401  403    403   403   200      401     401
comment-trash       401  403    403   403  200=      401     401
comment-hidden      401  403    403   403   200      401     401

POST /api/comments/bulk-delete {"ids": [{comment_id}], "dry_run": true}
comment             401  403    403   403  200=      401     401

POST /api/comments/bulk-restore {"ids": [{comment_id}]}
comment             401  403    403   403  200=      401     401
comment-draft       401  403    403   403  200=      401     401
comment-trash       401  403    403   403   200      401     401
comment-hidden      401  403    403   403  200=      401     401

POST /api/comments/bulk-restore {"ids": [{comment_id}], "dry_run": true}
comment-trash       401  403    403   403  200=      401     401

PUT /api/posts/{post_id}/vote
draft               401  404    204   404   204      401     401
scheduled           401  404    204   404   204      401     401
archived            401  404    204   404   204      401     401
live                401  204   204=   204   204      401     401
trash               401  404    404   404   404      401     401

DELETE /api/posts/{post_id}/vote
draft               401  404   204=   404  204=      401     401
live                401 204=    204  204=  204=      401     401
trash               401  404    404   404   404      401     401

POST /api/posts/{post_id}/views
draft               404  404    204   404   204      401     401
scheduled           404  404    204   404   204      401     401
archived            404  404    204   404   204      401     401
live                204  204    204   204   204      401     401
trash               404  404    404   404   404      401     401
"""
