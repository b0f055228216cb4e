"""Routes at the root: the same for every caller; expired or revoked tokens are ignored."""

TABLES = """
       nobody user author other admin inactive deleted

GET /
any       200  200    200   200   200      200     200

GET /.well-known/jwks.json
any       200  200    200   200   200      200     200

GET /.well-known/oauth-authorization-server
any       200  200    200   200   200      200     200

GET /health/live
any       200  200    200   200   200      200     200

GET /health/ready
any       200  200    200   200   200      200     200

GET /health/readable
any       200  200    200   200   200      200     200

GET /metrics
any       200  200    200   200   200      200     200

GET /feed.atom
draft     200- 200-   200-  200-  200-    200-    200-
live      200+ 200+   200+  200+  200+    200+    200-
trash     200- 200-   200-  200-  200-    200-    200-

GET /feed.json
draft     200- 200-   200-  200-  200-    200-    200-
live      200+ 200+   200+  200+  200+    200+    200-
trash     200- 200-   200-  200-  200-    200-    200-

GET /feed.atom?author={author_id}
draft     200- 200-   200-  200-  200-    200-    404
live      200+ 200+   200+  200+  200+    200+    404
trash     200- 200-   200-  200-  200-    200-    404

GET /sitemap.xml
draft     200- 200-   200-  200-  200-    200-    200-
live      200+ 200+   200+  200+  200+    200+    200-
trash     200- 200-   200-  200-  200-    200-    200-

GET /media/{name}
picture               200  200    200   200   200      200     404
picture-of-deleted    404  404    404   404   404      404     404
no-term               404  404    404   404   404      404     404

GET /openapi.json
any       200  200    200   200   200      200     200

GET /
any       200  200    200   200   200      200     200

GET /docs
any       200  200    200   200   200      200     200

GET /docs/assets/redoc.standalone.js
any       200  200    200   200   200      200     200

GET /redoc
any       200  200    200   200   200      200     200
"""
