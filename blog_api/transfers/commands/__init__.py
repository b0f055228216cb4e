"""Commands of transfers, each in one transaction."""
