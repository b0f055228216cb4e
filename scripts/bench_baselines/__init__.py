"""Baselines of the benchmark: the same responses from the same tables, by other stacks."""
