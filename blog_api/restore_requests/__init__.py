"""Restore requests: authors ask administrators for posts and comments; triggers close them."""
