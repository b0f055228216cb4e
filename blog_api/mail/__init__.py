"""Letters to users: queued with the act that they are about, sent by a task inside the server."""
