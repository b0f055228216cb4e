"""Preview links of posts in every state; each names the first version."""

TABLES = """
             nobody user author other admin inactive deleted

POST /api/posts/{post_id}/previews {"show": 1}
draft           401  404    201   404   201      401     401
scheduled       401  404    201   404   201      401     401
archived        401  404    201   404   201      401     401
live            401  403    201   403   201      401     401
trash           401  404    404   404   404      401     401

GET /api/posts/{post_id}/previews
draft           401  404    200   404   200      401     401
scheduled       401  404    200   404   200      401     401
archived        401  404    200   404   200      401     401
live            401  403    200   403   200      401     401
trash           401  404    404   404   404      401     401

DELETE /api/posts/{post_id}/previews/{preview_id}
draft           401  404    204   404   204      401     401
scheduled       401  404    204   404   204      401     401
archived        401  404    204   404   204      401     401
live            401  403    204   403   204      401     401
trash           401  404    404   404   404      401     401

GET /api/previews/{token}
draft           200  200    200   200   200      401     401
scheduled       200  200    200   200   200      401     401
archived        200  200    200   200   200      401     401
live            200  200    200   200   200      401     401
trash           404  404    404   404   404      401     401

POST /api/previews {"token": "{token}"}
draft          200= 200=   200=  200=  200=      401     401
scheduled      200= 200=   200=  200=  200=      401     401
archived       200= 200=   200=  200=  200=      401     401
live           200= 200=   200=  200=  200=      401     401
trash           404  404    404   404   404      401     401
"""
