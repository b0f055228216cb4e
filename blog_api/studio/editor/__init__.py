"""The editor of posts: its form, saving, conflicts and preview."""
