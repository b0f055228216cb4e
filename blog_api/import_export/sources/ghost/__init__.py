"""Ghost's JSON export, from version 0.x to 6."""
