"""Revisions of posts and comments."""
