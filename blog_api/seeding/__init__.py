"""Realistic accounts, posts and comments, for trying things out and for measuring."""
