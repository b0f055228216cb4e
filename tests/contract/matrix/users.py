"""Accounts. A line says whose account it is about; `account` is the author's own."""

TABLES = """
                    nobody user author other admin inactive deleted

POST /api/users {"email": "new@example.com", "username": "new", "password": "{password}"}
any                    201  201    201   201   201      401     401

GET /api/users?limit=100
account                401  403    403   403  200+      401     401
account-of-inactive    401  403    403   403  200+      401     401
account-of-deleted     401  403    403   403  200-      401     401

GET /api/users?search={username}
account                401  403    403   403  200+      401     401
account-of-deleted     401  403    403   403  200-      401     401

GET /api/users/me
any                    401  200    200   200   200      401     401

PATCH /api/users/me {"bio": "Changed."}
any                    401  200    200   200   200      401     401

PATCH /api/users/me {"email": "new@example.com", "current_password": "{password}"}
any                    401  200    200   200   200      401     401

POST /api/users/me/password {"current_password": "{password}", "new_password": "{password}?"}
any                    401  204    204   204   204      401     401

POST /api/users/me/password {"current_password": "{password}!", "new_password": "{password}?"}
any                    401  403    403   403   403      401     401

PUT /api/users/me/avatar <picture>
any                    401  200    200   200   200      401     401

DELETE /api/users/me/avatar
any                    401  204    204   204   204      401     401

DELETE /api/users/me
any                    401  204    204   204   409      401     401

DELETE /api/users/me?hard_delete=true
any                    401  403    403   403   409      401     401

GET /api/users/{user_id}
account                200  200    200   200   200      401     401
account-of-inactive    200  200    200   200   200      401     401
account-of-deleted     404  404    404   404   404      401     401
account-of-admin       200  200    200   200   200      401     401

PATCH /api/users/{user_id} {"bio": "Changed."}
account                401  403    403   403   200      401     401
account-of-inactive    401  403    403   403   200      401     401
account-of-deleted     401  403    403   403   404      401     401
account-of-admin       401  403    403   403   200      401     401

PATCH /api/users/{user_id} {"role": "admin"}
account                401  403    403   403   200      401     401
account-of-inactive    401  403    403   403   200      401     401
account-of-deleted     401  403    403   403   404      401     401

PATCH /api/users/{user_id} {"is_active": false}
account                401  403    403   403   200      401     401
account-of-deleted     401  403    403   403   404      401     401
account-of-admin       401  403    403   403   409      401     401

DELETE /api/users/{user_id}
account                401  403    403   403   204      401     401
account-of-inactive    401  403    403   403   204      401     401
account-of-deleted     401  403    403   403   404      401     401
account-of-admin       401  403    403   403   409      401     401

DELETE /api/users/{user_id}?hard_delete=true
account                401  403    403   403   204      401     401
account-of-inactive    401  403    403   403   204      401     401
account-of-deleted     401  403    403   403   204      401     401
account-of-admin       401  403    403   403   409      401     401

POST /api/users/{user_id}/restore
account                401  403    403   403   409      401     401
account-of-inactive    401  403    403   403   409      401     401
account-of-deleted     401  403    403   403   200      401     401
account-of-admin       401  403    403   403   409      401     401
"""
