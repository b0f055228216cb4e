"""Redirects from old URLs of imported posts."""
