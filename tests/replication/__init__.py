"""A primary and a standby that streams from it."""
