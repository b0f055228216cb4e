"""Accounts.

A line names the owner of the account; `account` is the author's own.
"""

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

GET /api/users/me/export
any                    401  200    200   200   200      401     401

PATCH /api/users/me {"bio": "Changed."}
any                    401  200    200   200   200      401     401

PATCH /api/users/me {"notices": {"new_login": false}}
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

DELETE /api/users/me?posts=refuse
any                    401  204    409   409   409      401     401

DELETE /api/users/me?posts=transfer&to=user
any                    401  403    403   403   409      401     401

GET /api/users/me/mfa
any                    401  200    200   200   200      401     401

POST /api/users/me/mfa/totp
any                    401  200    200   200   200      401     401

POST /api/users/me/mfa/totp/confirm {"otp": "000000"}
any                    401  409    409   409   409      401     401

DELETE /api/users/me/mfa/totp
any                    401  404    404   404   404      401     401

POST /api/users/me/mfa/recovery-codes
any                    401  409    409   409   409      401     401

POST /api/users/me/mfa/passkeys/options
any                    401  200    200   200   200      401     401

POST /api/users/me/mfa/passkeys {"name": "Laptop", "credential": {no_credential}}
any                    401  422    422   422   422      401     401

DELETE /api/users/me/mfa/passkeys/{passkey_id}
account                401  404    404   404   404      401     401

DELETE /api/users/{user_id}/mfa
account                401  403    403   403   204      401     401
account-of-inactive    401  403    403   403   204      401     401
account-of-deleted     401  403    403   403   404      401     401

GET /api/users/me/deletion-preview
any                    401  200    200   200   200      401     401

DELETE /api/users/me?hard_delete=true
any                    401  403    403   403   409      401     401

GET /api/users/{user_id}
account                200  200    200   200   200      401     401
account-of-inactive    200  200    200   200   200      401     401
account-of-deleted     404  404    404   404   404      401     401
account-of-admin       200  200    200   200   200      401     401

GET /api/users/username/{username}
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

PATCH /api/users/{user_id} {"email": "new@example.com"}
account                401  403    403   403   200      401     401

PATCH /api/users/{user_id} {"is_active": false}
account                401  403    403   403   200      401     401
account-of-deleted     401  403    403   403   404      401     401
account-of-admin       401  403    403   403   409      401     401

DELETE /api/users/{user_id}
account                401  403    403   403   204      401     401
account-of-inactive    401  403    403   403   204      401     401
account-of-deleted     401  403    403   403   404      401     401
account-of-admin       401  403    403   403   409      401     401

DELETE /api/users/{user_id}?posts=refuse
account                401  403    403   403   409      401     401

DELETE /api/users/{user_id}?posts=transfer&to=user
account                401  403    403   403   204      401     401
account-of-inactive    401  403    403   403   204      401     401
account-of-deleted     401  403    403   403   404      401     401

GET /api/users/{user_id}/deletion-preview
account                401  403    403   403   200      401     401
account-of-inactive    401  403    403   403   200      401     401
account-of-deleted     401  403    403   403   404      401     401

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

POST /api/users/{user_id}/restore {"role": "admin"}
account-of-deleted     401  403    403   403   200      401     401

POST /api/users/{user_id}/restore {"email": "new@example.com"}
account-of-deleted     401  403    403   403   200      401     401
"""
