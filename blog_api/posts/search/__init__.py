"""Searching the list of posts: how matches are found, and in which language."""
