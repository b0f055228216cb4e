"""Personal access tokens: rights for programs, each a part of those of its owner."""
