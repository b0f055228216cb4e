"""Edits of older versions: errors and merges."""
