"""Django's settings for production: no debug, pooled connections, simplejwt with RS256."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

URL = urlsplit(os.environ["DATABASE_URL"])

SECRET_KEY = "not-used-for-tokens"  # noqa: S105  # they are signed by RSA
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench_baselines.drf.urls"
WSGI_APPLICATION = "bench_baselines.drf.wsgi.application"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "drf.User"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "rest_framework",
    "bench_baselines.drf",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": URL.path.removeprefix("/"),
        "USER": URL.username,
        "PASSWORD": unquote(URL.password or ""),
        "HOST": URL.hostname or parse_qs(URL.query)["host"][0],
        "PORT": URL.port or parse_qs(URL.query).get("port", ["5432"])[0],
        "OPTIONS": {"pool": {"min_size": 8, "max_size": 8}},
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SIMPLE_JWT = {
    "ALGORITHM": "RS256",
    "SIGNING_KEY": "",
    "VERIFYING_KEY": Path(os.environ["BENCH_PUBLIC_KEY"]).read_text(),
    "USER_ID_CLAIM": "sub",
}
