"""`GET /metrics`: counts without personal data; a proxy should still not expose it."""

import asyncio
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import Response

from blog_api import metrics
from blog_api.http.routing import Responses

router = APIRouter(tags=["health"])

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
    return await metrics_response(request.app.state.settings.prometheus_multiproc_dir)


async def metrics_response(shared: Path | None) -> Response:
    """Return the present counts; `shared` is the folder of several workers.

    Once every route was called there are 4,000 lines, which take tens of milliseconds to write.
    """
    text = await asyncio.to_thread(metrics.exposition, shared)
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)
