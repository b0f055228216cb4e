"""Telemetry of FastAPI's own: none (docs/operations/tracing.md)."""

from typing import Final

from fastapi.telemetry import TelemetryConfig

# It would look for three providers at each request, and export the messages of exceptions, which
# may quote what people wrote. OpenTelemetry's instrumentation makes the traces.
NO_TELEMETRY: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False}
