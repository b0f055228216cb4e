"""Tags and categories: how many posts have each, and changing their names everywhere at once."""
