"""Email to users: queued in the transaction of the action, sent by a task inside the server."""
