"""Ids of the current OpenTelemetry span in log lines."""

import json
import logging
import sys

import httpx2
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from blog_api.logs import JsonFormatter
from blog_api.trace_context import API, trace_fields

RECORD = logging.LogRecord("blog_api.test", logging.INFO, __file__, 1, "told", None, None)


def test_a_line_within_a_span_has_its_ids() -> None:
    with TracerProvider().get_tracer("test").start_as_current_span("a request") as span:
        line = json.loads(JsonFormatter().format(RECORD))
    context = span.get_span_context()
    assert line["trace_id"] == f"{context.trace_id:032x}"
    assert line["span_id"] == f"{context.span_id:016x}"


def test_a_line_outside_of_a_span_has_none() -> None:
    assert "trace_id" not in json.loads(JsonFormatter().format(RECORD))


def test_nothing_is_imported_for_a_server_that_is_not_traced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, API, raising=False)
    assert trace_fields() == {}
    assert API not in sys.modules


async def test_fastapi_makes_no_spans_of_its_own(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its events would have the messages of exceptions, which may quote a person's words."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    for path in ("/api/posts", "/studio/sign-in"):
        assert (await client.get(path)).is_success
    assert not exporter.get_finished_spans()
