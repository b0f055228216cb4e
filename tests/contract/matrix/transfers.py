"""Offers of the author to the administrator, and a draft that was transferred at once."""

TABLES = """
                    nobody user author other admin inactive deleted

POST /api/posts/{post_id}/transfer {"to": "user"}
draft                  401  404    201   404   201      401     401
scheduled              401  404    201   404   201      401     401
archived               401  404    201   404   201      401     401
live                   401  403    201   403   201      401     401
trash                  401  404    404   404   404      401     401
offer                  401  404    409   404   409      401     401

POST /api/posts/{post_id}/transfer {"to": "user", "at_once": true}
draft                  401  403    403   403   200      401     401
scheduled              401  403    403   403   200      401     401
archived               401  403    403   403   200      401     401
live                   401  403    403   403   200      401     401
trash                  401  403    403   403   404      401     401
offer                  401  403    403   403   200      401     401

POST /api/posts/bulk-transfer {"ids": [{post_id}], "to": "user"}
draft                  401  403    403   403   200      401     401
live                   401  403    403   403   200      401     401
trash                  401  403    403   403  200=      401     401

POST /api/posts/bulk-transfer {"ids": [{post_id}], "to": "user", "dry_run": true}
live                   401  403    403   403  200=      401     401

POST /api/posts/bulk-transfer {"from": "author", "to": "user"}
any                    401  403    403   403   200      401     401

GET /api/transfers?limit=100
offer                  401 200-   200+  200-  200+      401     401
offer-declined         401 200-   200+  200-  200+      401     401
transfer               401 200-   200-  200-  200+      401     401

POST /api/transfers/{transfer_id}/accept
offer                  401  404    403   404   200      401     401
offer-declined         401  404    403   404   409      401     401
transfer               401  404    403   404   409      401     401

POST /api/transfers/{transfer_id}/decline
offer                  401  404    403   404   200      401     401
offer-declined         401  404    403   404   409      401     401
transfer               401  404    403   404   409      401     401

DELETE /api/transfers/{transfer_id}
offer                  401  404    204   404   204      401     401
offer-declined         401  404    409   404   409      401     401
transfer               401  404    409   404   409      401     401

POST /api/transfers/{transfer_id}/undo
offer                  401  403    403   403  200=      401     401
offer-declined         401  403    403   403  200=      401     401
transfer               401  403    403   403   200      401     401
"""
