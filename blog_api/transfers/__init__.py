"""Transfers: offers of posts to other accounts, transfers by administrators, and their undo."""
