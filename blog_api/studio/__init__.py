"""The studio: pages in HTML for authors and administrators, with the commands of the API."""
