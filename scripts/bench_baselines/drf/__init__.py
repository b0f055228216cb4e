"""Django REST framework as its documentation recommends, served by gunicorn with threads."""
