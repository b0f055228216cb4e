"""The edges of a row's life: into the trash, out of it, gone. Nothing else writes `deleted_at`."""
