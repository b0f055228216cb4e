"""Lists that a new operation must join: plan tests, OpenAPI links and the fuzz model.

An operation that is rightly missing from one of them is listed here with the reason.
"""

import ast
import re
from collections.abc import Iterator

from fastapi import FastAPI

from blog_api.http.openapi.links import LINKS
from tests.architecture.tree import modules
from tests.contract.operations import PARAMETER, Operation, operations
from tests.contract.test_plans import READS

WITHOUT_A_PLAN = {
    "GET /.well-known/jwks.json": "reads keys, not the database",
    "GET /.well-known/oauth-authorization-server": "reads settings",
    "GET /health/live": "reads nothing",
    "GET /health/ready": "reads the schema revision, one row",
    "GET /health/readable": "reads the schema revision, one row",
    "GET /media/{name}": "reads one row by its primary key; the seed has no images",
    "GET /metrics": "reads counters of the process",
    "GET /sitemap.xml": "reads every published post, in parts of 50,000",
}
WITHOUT_A_LINK = {
    "GET /api/users/username/{username}": "clients get names from people, ids from responses",
    "GET /media/{name}": "responses contain the whole URL of an image",
}
AUTH = "the model starts with logged-in accounts; tests/api and tests/trust cover tokens"
MAIL = "depends on delivered emails; see tests/trust"
IMAGES = "changes no post and no account that the model knows; see tests/media"
TERMS = "terms are not modelled; see tests/api"
PREVIEWS = "answers as GET /api/previews/{token}, which is compared after each act"
PROFILES = "names and roles are not modelled; see tests/api"
TRANSFERS = (
    "a change of authors is in every rule of the model, and offers end with time; "
    "see tests/api/test_transfers.py, tests/trust/test_transfers.py and tests/races"
)
MANY_COMMENTS = (
    "as the acts on one comment and on many posts, which are modelled; "
    "see tests/api/test_comments_bulk.py"
)
REDACTION = "removes words of former versions, which the model does not know"
NOT_IN_THE_MODEL = {
    "DELETE /api/auth/sessions": AUTH,
    "DELETE /api/auth/tokens/{token_id}": AUTH,
    "PATCH /api/auth/tokens/{token_id}": AUTH,
    "POST /api/auth/tokens": AUTH,
    "POST /api/auth/tokens/{token_id}/rotate": AUTH,
    "DELETE /api/auth/sessions/{session_id}": AUTH,
    "DELETE /api/posts/{post_id}/revisions/{version}": REDACTION,
    "DELETE /api/users/me/avatar": IMAGES,
    "DELETE /api/users/me/mfa/passkeys/{passkey_id}": AUTH,
    "DELETE /api/users/me/mfa/totp": AUTH,
    "DELETE /api/users/{user_id}/mfa": AUTH,
    "PATCH /api/categories/{name}": TERMS,
    "PATCH /api/comments/{comment_id}": "the text of comments is not modelled",
    "PATCH /api/tags/{name}": TERMS,
    "PATCH /api/users/me": PROFILES,
    "PATCH /api/users/{user_id}": PROFILES,
    "POST /api/auth/confirm": AUTH,
    "POST /api/comments/bulk-delete": MANY_COMMENTS,
    "POST /api/comments/bulk-restore": MANY_COMMENTS,
    "POST /api/auth/email/revert": MAIL,
    "POST /api/auth/email/verify": MAIL,
    "POST /api/auth/email/verify/request": MAIL,
    "POST /api/auth/login": AUTH,
    "POST /api/auth/logout": AUTH,
    "POST /api/auth/password/forgot": MAIL,
    "POST /api/auth/password/reset": MAIL,
    "POST /api/auth/refresh": AUTH,
    "POST /api/media": IMAGES,
    "POST /api/posts/{post_id}/views": "counts per visitor and half hour are not modelled",
    "DELETE /api/transfers/{transfer_id}": TRANSFERS,
    "POST /api/posts/bulk-update": (
        "tags and categories are not modelled, and a publication is as by PATCH; "
        "see tests/api/test_posts_bulk_update.py and tests/races/test_bulk_updates.py"
    ),
    "POST /api/posts/bulk-transfer": TRANSFERS,
    "POST /api/posts/{post_id}/transfer": TRANSFERS,
    "POST /api/transfers/{transfer_id}/accept": TRANSFERS,
    "POST /api/transfers/{transfer_id}/decline": TRANSFERS,
    "POST /api/transfers/{transfer_id}/undo": TRANSFERS,
    "POST /api/previews": PREVIEWS,
    "POST /api/posts/{post_id}/revisions/redact": REDACTION,
    "POST /api/term-changes/{change_id}/undo": TERMS,
    "POST /api/users": "the machine registers accounts in its set-up, not by act()",
    "POST /api/auth/passkey/options": AUTH,
    "POST /api/users/me/mfa/passkeys": AUTH,
    "POST /api/users/me/mfa/passkeys/options": AUTH,
    "POST /api/users/me/mfa/recovery-codes": AUTH,
    "POST /api/users/me/mfa/totp": AUTH,
    "POST /api/users/me/mfa/totp/confirm": AUTH,
    "POST /api/users/me/password": AUTH,
    "PUT /api/posts/{post_id}": "differs from PATCH only in its defaults",
    "PUT /api/users/me/avatar": IMAGES,
}


def is_list(operation: Operation) -> bool:
    return operation.template.startswith("/api/") and not PARAMETER.search(operation.template)


async def test_every_read_is_in_the_plan_tests(app: FastAPI) -> None:
    """Lists without parameters are covered by `test_every_list_takes_an_index`."""
    paths = {re.sub(r"\{\w+\}", "1", path.partition("?")[0]) for path in READS}
    missing = {
        operation.name
        for operation in operations(app)
        if operation.method == "GET"
        and not is_list(operation)
        and not any(map(operation.answers, paths))
    }
    assert missing == WITHOUT_A_PLAN.keys(), "add it to READS of test_plans.py"


async def test_every_operation_on_an_id_is_the_target_of_a_link(app: FastAPI) -> None:
    targets = {target for *_, names in LINKS for target in names}
    missing = {
        operation.name
        for operation in operations(app)
        if PARAMETER.search(operation.template) and operation.route.operation_id not in targets
    }
    assert missing == WITHOUT_A_LINK.keys(), "add it to LINKS of http/openapi/links.py"


def modelled() -> Iterator[str]:
    """Yield method and path of each request of the fuzz model, with `{}` for each id."""
    for module in modules("tests/fuzz"):
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "self.act":
                _, method, path, *_ = call.args
                text = re.sub(r"\{\w+\}", "{}", ast.unparse(path).strip("f'\""))
                for name in re.findall(r"[A-Z]+", ast.unparse(method)):
                    yield f"{name} /api{text.partition('?')[0]}"


async def test_every_write_is_in_the_fuzz_model(app: FastAPI) -> None:
    known = set(modelled())
    assert len(known) > 15
    missing = {
        operation.name
        for operation in operations(app)
        if operation.method != "GET" and PARAMETER.sub("{}", operation.name) not in known
    }
    assert missing == NOT_IN_THE_MODEL.keys(), "add it to tests/fuzz/machine.py"
