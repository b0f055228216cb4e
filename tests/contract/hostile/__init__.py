"""What people and programs send that no example in a tutorial ever sends."""
