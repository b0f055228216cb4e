"""Posts in every state."""

TABLES = """
             nobody user author other admin inactive deleted

GET /api/posts/{post_id}
draft           404  404    200   404   200      401     401
scheduled       404  404    200   404   200      401     401
archived        404  404    200   404   200      401     401
live            200  200    200   200   200      401     401
trash           404  404    404   404   404      401     401

GET /api/posts/slug/{slug}
draft           404  404    200   404   200      401     401
scheduled       404  404    200   404   200      401     401
archived        404  404    200   404   200      401     401
live            200  200    200   200   200      401     401
trash           404  404    404   404   404      401     401

GET /api/redirects?path=/old/{post_id}
draft           404  404    200   404   200      401     401
scheduled       404  404    200   404   200      401     401
archived        404  404    200   404   200      401     401
live            200  200    200   200   200      401     401
trash           404  404    404   404   404      401     401

PUT /api/posts/{post_id} {"title": "Changed", "content": "Changed."}
draft           401  404    200   404   200      401     401
scheduled       401  404    200   404   200      401     401
archived        401  404    200   404   200      401     401
live            401  403    200   403   200      401     401
trash           401  404    404   404   404      401     401

PATCH /api/posts/{post_id} {"title": "Changed"}
draft           401  404    200   404   200      401     401
scheduled       401  404    200   404   200      401     401
archived        401  404    200   404   200      401     401
live            401  403    200   403   200      401     401
trash           401  404    404   404   404      401     401

DELETE /api/posts/{post_id}
draft           401  404    204   404   204      401     401
scheduled       401  404    204   404   204      401     401
archived        401  404    204   404   204      401     401
live            401  403    204   403   204      401     401
trash           401  404    404   404   404      401     401

DELETE /api/posts/{post_id}?hard_delete=true
draft           401  403    403   403   204      401     401
live            401  403    403   403   204      401     401
trash           401  403    403   403   204      401     401

POST /api/posts/{post_id}/restore
draft           401  403    403   403   409      401     401
scheduled       401  403    403   403   409      401     401
archived        401  403    403   403   409      401     401
live            401  403    403   403   409      401     401
trash           401  403    403   403   200      401     401

POST /api/posts/bulk-delete {"ids": [{post_id}]}
draft           401  403    403   403   200      401     401
live            401  403    403   403   200      401     401
trash           401  403    403   403  200=      401     401

POST /api/posts/bulk-delete {"ids": [{post_id}], "hard_delete": true}
draft           401  403    403   403   200      401     401
live            401  403    403   403   200      401     401
trash           401  403    403   403   200      401     401

POST /api/posts/bulk-delete {"ids": [{post_id}], "dry_run": true}
live            401  403    403   403  200=      401     401
trash           401  403    403   403  200=      401     401

POST /api/posts/bulk-update {"ids": [{post_id}], "status": "archived"}
draft           401 200=    200  200=   200      401     401
scheduled       401 200=    200  200=   200      401     401
archived        401 200=   200=  200=  200=      401     401
live            401 200=    200  200=   200      401     401
trash           401 200=   200=  200=  200=      401     401

POST /api/posts/bulk-update {"ids": [{post_id}], "add_tags": ["new"], "dry_run": true}
live            401 200=   200=  200=  200=      401     401

POST /api/posts/bulk-restore {"ids": [{post_id}]}
draft           401  403    403   403  200=      401     401
live            401  403    403   403  200=      401     401
trash           401  403    403   403   200      401     401

POST /api/posts/bulk-restore {"ids": [{post_id}], "dry_run": true}
live            401  403    403   403  200=      401     401
trash           401  403    403   403  200=      401     401

POST /api/posts {"title": "New", "content": "New."}
any             401  201    201   201   201      401     401

GET /api/posts?limit=100
draft          200- 200-   200-  200-  200-      401     401
scheduled      200- 200-   200-  200-  200-      401     401
archived       200- 200-   200-  200-  200-      401     401
live           200+ 200+   200+  200+  200+      401     401
trash          200- 200-   200-  200-  200-      401     401

GET /api/posts?limit=100&author={author_id}
draft          200- 200-   200-  200-  200-      401     401
live           200+ 200+   200+  200+  200+      401     401
trash          200- 200-   200-  200-  200-      401     401

GET /api/posts?limit=100&author=me
draft           401 200-   200+  200-  200-      401     401
scheduled       401 200-   200+  200-  200-      401     401
archived        401 200-   200+  200-  200-      401     401
live            401 200-   200+  200-  200-      401     401
trash           401 200-   200-  200-  200-      401     401

GET /api/posts?limit=100&status=draft
draft           401 200-   200+  200-  200+      401     401
live            401 200-   200-  200-  200-      401     401
trash           401 200-   200-  200-  200-      401     401

GET /api/posts?limit=100&status=archived
archived        401 200-   200+  200-  200+      401     401
live            401 200-   200-  200-  200-      401     401
trash           401 200-   200-  200-  200-      401     401

GET /api/posts?limit=100&status=published&author={author_id}
draft          200- 200-   200-  200-  200-      401     401
scheduled      200- 200-   200-  200-  200-      401     401
live           200+ 200+   200+  200+  200+      401     401
trash          200- 200-   200-  200-  200-      401     401

GET /api/posts?ids={post_id}
draft          200- 200-   200+  200-  200+      401     401
scheduled      200- 200-   200+  200-  200+      401     401
archived       200- 200-   200+  200-  200+      401     401
live           200+ 200+   200+  200+  200+      401     401
trash          200- 200-   200-  200-  200-      401     401

GET /api/posts?voted=me
draft           401 200-   200-  200-  200-      401     401
live            401 200-   200+  200-  200-      401     401
trash           401 200-   200-  200-  200-      401     401

GET /api/posts?tag={slug}&category={slug}
draft          200- 200-   200-  200-  200-      401     401
live           200+ 200+   200+  200+  200+      401     401
trash          200- 200-   200-  200-  200-      401     401
"""
