"""The authorization matrix once more, for sessions that are not confirmed.

Requests that need a confirmed session are refused where the matrix says that the caller may; every
other cell is as it is for a confirmed one.
"""

import pytest

from tests.contract.matrix import TEXTS
from tests.matrix import Table, read_tables, send, values_for
from tests.stage import Stage

NEED_IT = {
    "DELETE /api/posts/{post_id}?hard_delete=true",
    "DELETE /api/posts/{post_id}/revisions/{version}?reason=Spam",
    "POST /api/posts/{post_id}/revisions/redact",
    "DELETE /api/trash/posts/{post_id}",
    'POST /api/auth/tokens {"name": "A", "scopes": ["posts:read"]}',
    'POST /api/auth/tokens {"name": "A", "scopes": ["admin:users"]}',
    "POST /api/auth/tokens/{token_id}/rotate",
    "DELETE /api/users/me",
    "DELETE /api/users/me?posts=refuse",
    "DELETE /api/users/me?posts=transfer&to=user",
    "DELETE /api/users/me?hard_delete=true",
    "POST /api/users/me/mfa/totp",
    "POST /api/users/me/mfa/totp/confirm",
    "DELETE /api/users/me/mfa/totp",
    "POST /api/users/me/mfa/recovery-codes",
    "DELETE /api/users/{user_id}/mfa",
    "POST /api/users/me/mfa/passkeys/options",
    "POST /api/users/me/mfa/passkeys",
    "DELETE /api/users/me/mfa/passkeys/{passkey_id}",
    "DELETE /api/users/{user_id}",
    "DELETE /api/users/{user_id}?posts=refuse",
    "DELETE /api/users/{user_id}?posts=transfer&to=user",
    "DELETE /api/users/{user_id}?hard_delete=true",
    'PATCH /api/users/{user_id} {"role": "admin"}',
    'PATCH /api/users/{user_id} {"is_active": false}',
    'PATCH /api/users/{user_id} {"email": "new@example.com"}',
    'POST /api/posts/bulk-delete {"ids": [{post_id}], "hard_delete": true}',
    'POST /api/users/{user_id}/restore {"role": "admin"}',
    'POST /api/users/{user_id}/restore {"email": "new@example.com"}',
}
CALLERS = ("user", "author", "admin")
DENIED = ("401", "403", "422")
# Refused before its body is read, whose errors are those of the thing.
NO_BODY_NEEDED = {"POST /api/users/me/mfa/passkeys"}
UNCONFIRM = "UPDATE sessions SET confirmed_at = now() - interval '901 seconds'"

TABLES = [table for text in TEXTS for table in read_tables(text)]
GUARDED = [table for table in TABLES if not table.request.startswith("POST /api/auth/log")]


def needs_it(table: Table) -> bool:
    return table.request in NEED_IT or f"{table.method} {table.address}" in NEED_IT


def test_every_request_that_needs_it_is_in_the_matrix() -> None:
    there = {table.request for table in TABLES}
    there |= {f"{table.method} {table.address}" for table in TABLES}
    assert there >= NEED_IT


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.request)
async def test_an_unconfirmed_session_may_all_but_these(stage: Stage, table: Table) -> None:
    wrong = []
    await stage.world.execute(UNCONFIRM)
    for row, column, cell in table.cells():
        if column not in CALLERS:
            continue
        answer = await send(stage, table, column, values_for(stage, row, column))
        if answer.is_success and table.method != "GET":
            stage.photograph.put_back()
            await stage.world.execute(UNCONFIRM)
        is_denied = cell[:3] in DENIED and table.operation not in NO_BODY_NEEDED
        refused = needs_it(table) and not is_denied
        expected = "403" if refused else cell[:3]
        body = answer.json() if answer.status_code == 403 else {}
        is_unconfirmed = body.get("code") == "confirmation_required"
        if str(answer.status_code) != expected or is_unconfirmed != refused:
            wrong.append((row, column, cell, answer.status_code, body.get("code")))
    assert wrong == []
