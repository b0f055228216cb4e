"""Errors of personal access tokens: status, code, detail."""

from collections.abc import Mapping
from typing import ClassVar

from blog_api.errors.base import AppError


class TokenNotAllowedError(AppError, status=403, code="token_not_allowed"):
    detail = "This is closed to personal access tokens; log in instead."


class InsufficientScopeError(AppError, status=403, code="insufficient_scope"):
    """Error with the missing `scope`, also in WWW-Authenticate (RFC 6750 §3.1)."""

    detail = "The token lacks the scope that scope names; make a token that has it."
    headers: ClassVar[Mapping[str, str]] = {
        "WWW-Authenticate": 'Bearer error="insufficient_scope", scope="posts:write"'
    }

    def __init__(self, scope: str = "posts:write") -> None:
        super().__init__(scope=scope)
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        self.own_headers = {"WWW-Authenticate": challenge}


class TokenLimitError(AppError, status=409, code="token_limit"):
    detail = "The account has 50 live tokens; revoke one first."
