"""Races: real connections, and only the allowed outcomes."""
