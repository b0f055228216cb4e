"""Ids of the current OpenTelemetry span, for log lines.

OpenTelemetry is never imported here: a server that is not traced pays one lookup.
"""

import sys
from typing import Final

API: Final = "opentelemetry.trace"


def trace_fields() -> dict[str, str]:
    """Return trace and span id in hexadecimal (W3C Trace Context), or nothing without a span."""
    trace = sys.modules.get(API)
    if trace is None:
        return {}
    span = trace.get_current_span().get_span_context()
    if not span.is_valid:
        return {}
    return {
        "trace_id": trace.format_trace_id(span.trace_id),
        "span_id": trace.format_span_id(span.span_id),
    }
