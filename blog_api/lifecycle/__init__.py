"""Soft delete, restore and purge: the only code that writes `deleted_at`."""
