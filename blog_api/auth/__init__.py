"""Tokens, sessions, passwords and keys; `get_current_user` and the guards of every route."""
