"""Commands of restore requests: to ask and withdraw, and to decide."""
