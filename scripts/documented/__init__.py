"""Sources of the documentation site: pages of the repository, and references made from code."""
