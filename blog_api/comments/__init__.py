"""Comments on posts: flat, the oldest first."""
