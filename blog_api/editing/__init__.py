"""Editing posts: PUT and PATCH, merged with other edits on request."""
