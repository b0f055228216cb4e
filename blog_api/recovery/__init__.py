"""Proving an address, and getting back in without the password: what a token in a mail is for."""
