"""Embedded PostgreSQL from a wheel, independent of the blog."""
