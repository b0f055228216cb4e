"""Tokens and sessions. `inactive` and `deleted` know their passwords, and it does not help them."""

TABLES = """
               nobody user author other admin inactive deleted

POST /api/auth/login username={my_username}&password={password}
any               400  200    200   200   200      400     400

POST /api/auth/login username={my_email}&password={password}
any               400  200    200   200   200      400     400

POST /api/auth/login username={my_username}&password={password}!
any               400  400    400   400   400      400     400

POST /api/auth/refresh refresh_token={my_refresh_token}
any               400  200    200   200   200      400     400

POST /api/auth/logout
any               401  204    204   204   204      401     401

POST /api/auth/logout refresh_token={my_refresh_token}
any               400  204    204   204   204     204=    204=

GET /api/auth/sessions
session           401 200-   200+  200-  200-      401     401
session-ended     401 200-   200-  200-  200-      401     401

DELETE /api/auth/sessions/{session_id}
session           401  404    204   404   404      401     401
session-ended     401  404    404   404   404      401     401

DELETE /api/auth/sessions
any               401 204=    204   204  204=      401     401

POST /api/auth/password/forgot {"email": "{my_email}"}
any               422  202    202   202   202      401     401

POST /api/auth/password/forgot {"email": "nobody@example.com"}
any               202  202    202   202   202      401     401

POST /api/auth/password/reset {"token": "never-was-one", "new_password": "{password}?"}
any               422  422    422   422   422      401     401

POST /api/auth/email/verify {"token": "never-was-one"}
any               422  422    422   422   422      401     401

POST /api/auth/email/verify/request
any               401  202    202   202   202      401     401
"""
