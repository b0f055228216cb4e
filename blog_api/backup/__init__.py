"""Backup and restore of a whole blog as one file: `blog-api backup` and `blog-api restore`.

See docs/decisions/0022.
"""
