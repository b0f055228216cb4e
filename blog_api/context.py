"""What travels beside a request without being passed by hand: its id, for logs, problems and audit."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
