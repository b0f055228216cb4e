"""The HTML of posts: Markdown made safe, and what was made kept beside the post."""
