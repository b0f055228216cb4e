"""Published posts for feed readers and search engines, at the root of the server."""
