"""CORS (Fetch §3.2): Starlette's middleware, with errors as problems instead of plain text."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from blog_api.errors import BadRequestError
from blog_api.http.errors import answer


class CrossOriginMiddleware(CORSMiddleware):
    """Responds to a rejected preflight with a problem."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_preflight = scope["type"] == "http" and scope["method"] == "OPTIONS"
        handle = super().__call__ if self.allow_origins or is_preflight else self.app
        await handle(scope, receive, send)

    @override
    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code < BadRequestError.status:
            return response
        error_response = answer(BadRequestError("This origin may not send such a request."))
        error_response.headers["Vary"] = "Origin"
        return error_response
