"""Cost fence: bounds on the cost of one cheap request."""
