"""Base classes of the errors in responses."""

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override


class AppError(Exception):
    """Error that the client can act on; `extra` is merged into the body of the response."""

    status: ClassVar[int]
    code: ClassVar[str]
    detail: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {}

    @override
    def __init_subclass__(cls, *, status: int | None = None, code: str | None = None) -> None:
        if status is not None:
            cls.status = status
        if code is not None:
            cls.code = code

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail or self.detail)
        self.extra = extra
        self.own_headers: Mapping[str, str] = self.headers


class UnprocessableError(AppError, status=422):
    """Error with `errors: [{loc, msg, type}]`, never with the input: it may be a password.

    By default `errors` has one item: the detail, at `loc`.
    """

    loc: ClassVar[tuple[str, ...]] = ("body",)

    def __init__(
        self, detail: str | None = None, *, loc: tuple[str, ...] | None = None, **extra: Any
    ) -> None:
        super().__init__(detail, **extra)
        own = {"loc": list(loc or self.loc), "msg": str(self), "type": self.code}
        self.extra.setdefault("errors", [own])
