"""Scope of each route, from the OpenAPI document, for the descriptions of requests."""

from functools import cache
from typing import Any, Final

from pydantic import SecretStr

from blog_api.http.api_prefix import API
from blog_api.http.openapi.components import TOKEN_SCHEME
from blog_api.main import create_app
from blog_api.settings import Settings

NOWHERE: Final = SecretStr("postgresql://nowhere/none")


@cache
def descriptions() -> dict[str, str]:
    """Return a sentence for each `METHOD /path` that reads tokens, without the prefix."""
    document = create_app(Settings(database_url=NOWHERE)).openapi()
    return {
        f"{method.upper()} {path.removeprefix(API)}": sentence(operation["security"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation.get("security")
    }


def sentence(security: list[dict[str, Any]]) -> str:
    scopes = next((each[TOKEN_SCHEME] for each in security if TOKEN_SCHEME in each), None)
    if scopes is None:
        return "Closed to personal access tokens."
    return f"Scope of a personal access token: {f'`{scopes[0]}`' if scopes else 'any live token'}."
