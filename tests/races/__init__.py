"""Races: real connections, and no outcome but the allowed ones."""
