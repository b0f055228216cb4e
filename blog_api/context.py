"""What travels with a request without being passed on: its id, for logs, problems and audit."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
