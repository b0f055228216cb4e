"""Commands that write posts, each in one transaction."""
