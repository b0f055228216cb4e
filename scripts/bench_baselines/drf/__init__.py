"""Django REST framework as its documentation would have it, served by gunicorn with threads."""
