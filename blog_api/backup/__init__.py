"""A whole blog in one file, and back: `blog-api backup` and `blog-api restore`.

See docs/decisions/0022.
"""
