"""Source of the Postman collection: `python -m postman` writes the JSON files."""
