"""Working copies: unpublished edits of posts, one for each post and user."""
