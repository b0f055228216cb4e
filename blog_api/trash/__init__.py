"""The trash, deletions and undoing them."""
