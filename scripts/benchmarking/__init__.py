"""`scripts/bench`: the product and its baselines, measured in turn on the same rows."""
