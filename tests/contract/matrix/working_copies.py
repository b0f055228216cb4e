"""Working copies of the author; administrators have none of their own."""

TABLES = """
                 nobody user author other admin inactive deleted

GET /api/posts/{post_id}/working-copy
draft               401  404   200+   404   404      401     401
scheduled           401  404   200+   404   404      401     401
archived            401  404   200+   404   404      401     401
live                401  404   200+   404   404      401     401
trash               401  404    404   404   404      401     401

PUT /api/posts/{post_id}/working-copy {"base_version": 1, "title": "Mine"}
draft               401  404    200   404   201      401     401
scheduled           401  404    200   404   201      401     401
archived            401  404    200   404   201      401     401
live                401  403    200   403   201      401     401
trash               401  404    404   404   404      401     401

DELETE /api/posts/{post_id}/working-copy
draft               401  404    204   404   404      401     401
scheduled           401  404    204   404   404      401     401
archived            401  404    204   404   404      401     401
live                401  404    204   404   404      401     401
trash               401  404    404   404   404      401     401

POST /api/posts/{post_id}/working-copy/apply
draft               401  404    200   404   404      401     401
scheduled           401  404    200   404   404      401     401
archived            401  404    200   404   404      401     401
live                401  404    200   404   404      401     401
trash               401  404    404   404   404      401     401

GET /api/working-copies?limit=100
draft               401 200-   200+  200-  200-      401     401
scheduled           401 200-   200+  200-  200-      401     401
archived            401 200-   200+  200-  200-      401     401
live                401 200-   200+  200-  200-      401     401
trash               401 200-   200-  200-  200-      401     401
"""
