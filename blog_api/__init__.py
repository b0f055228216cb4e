"""A JWT-authenticated blog API with ownership, soft delete and admin restore."""
