"""`GET /metrics`: counts, and nothing about anybody; a proxy should keep it inside all the same."""

from typing import Final

from fastapi import APIRouter, Request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import Response

from blog_api import metrics
from blog_api.web.routing import Responses, Route

router = APIRouter(tags=["health"], route_class=Route)

EXAMPLE: Final = 'blog_logins_total{outcome="ok"} 42.0\n'
TEXT: Final[Responses] = {
    200: {
        "content": {"text/plain": {"schema": {"type": "string"}, "example": EXAMPLE}},
        "description": "The text format of Prometheus, version 0.0.4.",
    }
}


@router.get("/metrics", operation_id="get_metrics", response_class=Response, responses=TEXT)
async def get_metrics(request: Request) -> Response:
    """Requests, latencies, the pool, log-ins, limits and acts, over all workers, for Prometheus."""
    shared = request.app.state.settings.prometheus_multiproc_dir
    return Response(metrics.exposition(shared), media_type=CONTENT_TYPE_PLAIN_0_0_4)
