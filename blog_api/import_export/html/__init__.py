"""Conversion of HTML to Markdown by turbohtml and own rules; each result is checked."""
