"""Account recovery: email verification and password reset with one-time tokens."""
