"""Names of tags and categories: everybody reads them, administrators change them."""

TABLES = """
             nobody user author other admin inactive deleted

PATCH /api/tags/{name} {"name": "another name"}
draft           401  403    403   403   200      401     401
live            401  403    403   403   200      401     401
trash           401  403    403   403   200      401     401

PATCH /api/tags/{name} {"name": "{name}"}
live            401  403    403   403   422      401     401

PATCH /api/tags/{name}-not {"name": "another name"}
live            401  403    403   403   404      401     401

PATCH /api/categories/{name} {"name": "Another name"}
draft           401  403    403   403   200      401     401
live            401  403    403   403   200      401     401
trash           401  403    403   403   200      401     401

GET /api/term-changes?limit=100
change          401  403    403   403  200+      401     401

POST /api/term-changes/{change_id}/undo
change          401  403    403   403   200      401     401
change-undone   401  403    403   403  200=      401     401
"""
