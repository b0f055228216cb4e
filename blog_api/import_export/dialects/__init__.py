"""Markup beyond CommonMark: template tags, shortcodes and extensions of Markdown."""
