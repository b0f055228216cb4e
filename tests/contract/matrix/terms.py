"""Tags and categories.

Renaming changes posts in every state; each post has its own terms.
"""

TABLES = """
             nobody user author other admin inactive deleted

GET /api/tags
draft          200- 200-   200-  200-  200-      401     401
scheduled      200- 200-   200-  200-  200-      401     401
archived       200- 200-   200-  200-  200-      401     401
live           200+ 200+   200+  200+  200+      401     401
trash          200- 200-   200-  200-  200-      401     401

GET /api/categories
draft          200- 200-   200-  200-  200-      401     401
scheduled      200- 200-   200-  200-  200-      401     401
archived       200- 200-   200-  200-  200-      401     401
live           200+ 200+   200+  200+  200+      401     401
trash          200- 200-   200-  200-  200-      401     401

PATCH /api/tags/{name} {"name": "renamed"}
draft           401  403    403   403   200      401     401
scheduled       401  403    403   403   200      401     401
archived        401  403    403   403   200      401     401
live            401  403    403   403   200      401     401
trash           401  403    403   403   200      401     401
no-term         401  403    403   403   404      401     401

PATCH /api/categories/{name} {"name": "Renamed"}
draft           401  403    403   403   200      401     401
scheduled       401  403    403   403   200      401     401
archived        401  403    403   403   200      401     401
live            401  403    403   403   200      401     401
trash           401  403    403   403   200      401     401
no-term         401  403    403   403   404      401     401

GET /api/term-changes
change          401  403    403   403  200+      401     401
change-undone   401  403    403   403  200+      401     401

POST /api/term-changes/{change_id}/undo
change          401  403    403   403   200      401     401
change-undone   401  403    403   403  200=      401     401
"""
