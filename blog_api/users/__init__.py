"""Accounts: registering, profiles, administration, and deleting an account with all it has.

A trigger on the table excludes the votes of a deleted account: `db/sql/hide_votes.sql`.
"""
