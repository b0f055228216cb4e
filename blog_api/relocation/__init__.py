"""Rewriting the blog's own address in texts after a move (`relocate`)."""
