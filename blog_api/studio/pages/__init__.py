"""Pages of the studio: a module for each, found by the `router` in it."""
