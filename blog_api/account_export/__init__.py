"""An account's own export: a zip of all its content, which `blog-api import` can read."""
