"""Every refusal in one list: its status, its code, its sentence (contract §2)."""

from typing import Any, ClassVar


class AppError(Exception):
    """A refusal the client can act on; `extra` joins the body of the answer."""

    status: ClassVar[int]
    code: ClassVar[str]
    detail: ClassVar[str]

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail or self.detail)
        self.extra = extra


class UnauthenticatedError(AppError):
    status = 401
    code = "unauthenticated"
    detail = "Log in first: this needs a bearer token."


class InvalidTokenError(AppError):
    """One text whatever the cause: a forger learns nothing from it."""

    status = 401
    code = "invalid_token"
    detail = "The token is invalid, expired or revoked."


class WeakPasswordError(AppError):
    """Raised with the sentence that says why."""

    status = 422
    code = "weak_password"
    detail = "Choose another password: this one is too easy to guess."
