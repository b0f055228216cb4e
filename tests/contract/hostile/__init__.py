"""Hostile input of real people and programs, missing from tutorials."""
