"""The races of contract §6: real connections, and no outcome but the allowed ones."""
