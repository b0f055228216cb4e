"""Storage quota: the bytes of posts, comments, their versions and images of an account."""
