"""Revisions: the versions of posts and comments, and restoring one."""
