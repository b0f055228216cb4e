"""What HTTP asks of every room: errors, ETags, pages, limits, deadlines, headers, OpenAPI."""
