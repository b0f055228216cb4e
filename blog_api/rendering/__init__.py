"""Safe HTML of Markdown posts, and its cache in the database."""
