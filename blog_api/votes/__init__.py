"""Votes: at most one for each user and post."""
