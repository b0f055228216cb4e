"""Checks of the settings of a production server."""

from ipaddress import ip_network
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pydantic import SecretStr

if TYPE_CHECKING:
    from blog_api.settings import Settings

DEFAULT_PASSWORDS: Final = frozenset(
    {
        "postgres",
        "password",
        "blog",
        "changeme",
        "change-me",
        "secret",
        # defaults of docker-compose.yml
        "blog-for-development-only",
        "serving-for-development-only",
    }
)


# OWASP's password storage cheat sheet asks for a bcrypt work factor of 10 or more; NIST SP 800-63B
# (§3.1.1.2) for passwords of 8 characters or more.
SAFE_BCRYPT_ROUNDS: Final = 10
SAFE_PASSWORD_LENGTH: Final = 8


def is_default_password(database_url: SecretStr) -> bool:
    return urlsplit(database_url.get_secret_value()).password in DEFAULT_PASSWORDS


def list_unsafe(settings: "Settings") -> list[str]:
    problems = {
        "production needs JWT_PRIVATE_KEY or JWT_PRIVATE_KEY_FILE": not (
            settings.jwt_private_key or settings.jwt_private_key_file
        ),
        "production needs CLIENT_ORIGINS without a wildcard": "*" in settings.client_origins,
        "production needs PUBLIC_URL, with https": not settings.public_url.startswith("https://"),
        "production needs ALLOWED_HOSTS, the names that it answers to": (
            not settings.allowed_hosts or "*" in settings.allowed_hosts
        ),
        f"production needs BCRYPT_ROUNDS of at least {SAFE_BCRYPT_ROUNDS}": (
            settings.bcrypt_rounds < SAFE_BCRYPT_ROUNDS
        ),
        f"production needs a PASSWORD_MIN_LENGTH of at least {SAFE_PASSWORD_LENGTH}": (
            settings.password_min_length < SAFE_PASSWORD_LENGTH
        ),
        "production needs TRUSTED_PROXIES that are your own, not every address": any(
            ip_network(proxy, strict=False).prefixlen == 0 for proxy in settings.trusted_proxies
        ),
        "production needs a DATABASE_URL without a default password": (
            settings.database_url is not None and is_default_password(settings.database_url)
        ),
        "production needs a MIGRATION_DATABASE_URL without a default password": (
            settings.migration_database_url is not None
            and is_default_password(settings.migration_database_url)
        ),
        "production needs a DATABASE_READ_URL without a default password": (
            settings.database_read_url is not None
            and is_default_password(settings.database_read_url)
        ),
    }
    return [problem for problem, found in problems.items() if found]
