"""Accounts, posts and comments that look real, for trying things out and for measuring."""
