"""The races of contract §6: real requests on real connections, and no outcome but the allowed ones."""
