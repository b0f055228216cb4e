"""Tokens and sessions.

`inactive` and `deleted` know their passwords, but cannot log in.
"""

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

POST /api/auth/confirm {"password": "{password}"}
any               401  204    204   204   204      401     401

POST /api/auth/confirm {"password": "{password}!"}
any               401  403    403   403   403      401     401

POST /api/auth/password/forgot {"email": "{my_email}"}
any               422  202    202   202   202      401     401

POST /api/auth/password/forgot {"email": "nobody@example.com"}
any               202  202    202   202   202      401     401

POST /api/auth/password/reset {"token": "never-was-one", "new_password": "{password}?"}
any               422  422    422   422   422      401     401

POST /api/auth/email/verify {"token": "never-was-one"}
any               422  422    422   422   422      401     401

POST /api/auth/email/revert {"token": "never-was-one"}
any               422  422    422   422   422      401     401

POST /api/auth/passkey/options
any               200  200    200   200   200      401     401

POST /api/auth/passkey/options {"mfa_token": "never-was-one"}
any               422  422    422   422   422      401     401

POST /api/auth/confirm {"credential": {no_credential}}
any               401  422    422   422   422      401     401

GET /api/auth/whoami
any               401  200    200   200   200      401     401

POST /api/auth/tokens {"name": "A", "scopes": ["posts:read"]}
any               401  201    201   201   201      401     401

POST /api/auth/tokens {"name": "A", "scopes": ["admin:users"]}
any               401  403    403   403   201      401     401

GET /api/auth/tokens
access-token      401 200-   200+  200-  200-      401     401

PATCH /api/auth/tokens/{token_id} {"name": "Renamed"}
access-token      401  404    200   404   404      401     401

POST /api/auth/tokens/{token_id}/rotate
access-token      401  404    200   404   404      401     401

DELETE /api/auth/tokens/{token_id}
access-token      401  404    204   404   404      401     401

POST /api/auth/email/verify/request
any               401  202    202   202   202      401     401
"""
