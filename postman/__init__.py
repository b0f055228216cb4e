"""The Postman collection, told as data: `python -m postman` writes both JSON files anew."""
