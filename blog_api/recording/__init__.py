"""Recording of revisions, in the statements that write posts and comments."""
