"""The first page of a studio: one's posts by status, what waits, and what is purged next."""
