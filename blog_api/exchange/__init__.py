"""Posts out as Markdown files, and in from those and from other systems."""
