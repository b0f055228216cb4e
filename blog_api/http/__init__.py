"""HTTP for every room: errors, ETags, pagination, idempotency, rate limits, middleware, OpenAPI."""
