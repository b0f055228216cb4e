"""Configuration of the site."""
# ruff: noqa: INP001

SITEURL = "https://slate.example"
TIMEZONE = "Europe/Paris"
