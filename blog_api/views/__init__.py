"""Views: counted for each post and visitor, without keeping who the visitor is."""
