"""Posts: their life from a draft to the trash and back. Read this room first."""
