"""Commands that write imported posts, comments and old addresses, and undo an import."""
