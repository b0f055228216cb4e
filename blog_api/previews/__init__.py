"""Preview links: a post as it would be published, readable with a token (decision 0046)."""
