"""Accounts: registering, profiles, administration, and everything of theirs in one deletion."""
