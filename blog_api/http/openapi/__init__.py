"""The OpenAPI document: components, examples and links."""
