"""Export of posts as Markdown files, and import of those and of other systems' exports."""
