"""Every setting, in one frozen object; nothing else reads the environment."""

from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CommaSeparated = Annotated[tuple[str, ...], NoDecode]
Seconds = Annotated[int, Field(ge=1)]


class Settings(BaseSettings):
    """Read from environment variables of the same names, then from `.env`."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    environment: Literal["development", "production"] = "development"
    database_url: SecretStr | None = None
    migration_database_url: SecretStr | None = None
    blog_data_dir: Path = Field(default_factory=lambda: user_data_path("blog_api"))
    api_prefix: str = Field(default="/api", pattern=r"^(/[A-Za-z0-9._~-]+)*$")
    public_url: str = Field(default="http://127.0.0.1:8000", pattern=r"^https?://[^/]+(/.*[^/])?$")
    post_page_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/.*\{slug\}")
    site_title: str = Field(default="Blog", min_length=1, max_length=200)
    search_language: str = Field(default="simple", pattern=r"^[a-z_][a-z0-9_]{0,62}$")

    jwt_private_key: SecretStr | None = None
    jwt_private_key_file: Path | None = None
    jwt_public_keys_dir: Path | None = None
    jwt_issuer: str | None = None
    jwt_audience: str = "blog-api"
    access_token_expires_in: Seconds = 900
    refresh_token_expires_in: Seconds = 1_209_600
    session_expires_in: Seconds = 7_776_000
    refresh_reuse_grace: int = Field(default=10, ge=0)

    password_min_length: int = Field(default=8, ge=1, le=256)
    bcrypt_rounds: int = Field(default=12, ge=4, le=20)

    client_origins: CommaSeparated = ()
    trusted_proxies: CommaSeparated = ()
    allowed_hosts: CommaSeparated = ()
    rate_limits_enabled: bool = True
    public_cache_seconds: int = Field(default=0, ge=0, le=3600)
    request_deadline: float = Field(default=5, gt=0)
    header_deadline: float = Field(default=10, gt=0)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    access_log: bool = True
    metrics_enabled: bool = True
    prometheus_multiproc_dir: Path | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    send_mail: bool = True
    verify_page_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/.*\{token\}")
    reset_page_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/.*\{token\}")
    require_verified_email: bool = False
    media_url: str | None = Field(default=None, pattern=r"^s3://[^/]+(/.*)?$")
    trash_retention_days: int = Field(default=30, ge=0, le=36_500)

    @field_validator("client_origins", "trusted_proxies", "allowed_hosts", mode="before")
    @classmethod
    def split_commas(cls, value: object) -> object:
        """`"a, b"` → `("a", "b")`."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def require_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """What cannot be read is told before anything starts."""
        if not all(map(is_network, value)):
            raise ValueError("must be addresses and networks such as 10.0.0.0/8,::1")
        return value

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def require_libpq_url(cls, value: SecretStr | None) -> SecretStr | None:
        """Anything else libpq takes for a list of keywords, and shows when it fails."""
        if value and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def require_smtp_url(cls, value: SecretStr | None) -> SecretStr | None:
        """A scheme, a host, and a port that is one."""
        if value and not is_smtp_url(value.get_secret_value()):
            raise ValueError("must be smtp://user:password@host:port, or smtps://")
        return value

    @field_validator("mail_from")
    @classmethod
    def require_sender(cls, value: str | None) -> str | None:
        """`blog@example.com` or `Blog <blog@example.com>`, on one line."""
        if value and not (value.isprintable() and "@" in parseaddr(value)[1]):
            raise ValueError("must be an address such as Blog <blog@example.com>")
        return value

    @model_validator(mode="after")
    def require_sender_with_smtp(self) -> Self:
        """A server asks who sends."""
        if self.smtp_url and not self.mail_from:
            raise ValueError("SMTP_URL needs MAIL_FROM")
        return self

    @model_validator(mode="after")
    def require_both_urls(self) -> Self:
        """They are two roles of one database."""
        if self.migration_database_url and not self.database_url:
            raise ValueError("MIGRATION_DATABASE_URL needs DATABASE_URL, for the role that serves")
        return self

    @model_validator(mode="after")
    def refuse_unsafe_production(self) -> Self:
        """Refuse to start a production server on development secrets."""
        problems = list_unsafe(self) if self.environment == "production" else []
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def issuer(self) -> str:
        """The `iss` claim of every token."""
        return self.jwt_issuer or self.public_url


def is_network(text: str) -> bool:
    """An address, or a network named by any address in it."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_smtp_url(text: str) -> bool:
    """Whether it says how to reach a mail server."""
    try:
        url = urlsplit(text)
        return url.scheme in {"smtp", "smtps"} and bool(url.hostname) and url.port != 0
    except ValueError:
        return False


DEFAULT_PASSWORDS = frozenset(
    {
        "postgres",
        "password",
        "blog",
        "changeme",
        "change-me",
        "secret",
        # docker-compose.yml has these where no others are given.
        "blog-for-development-only",
        "serving-for-development-only",
    }
)


def is_default_password(database_url: SecretStr) -> bool:
    """True for a password that an example file or a tutorial would carry."""
    return urlsplit(database_url.get_secret_value()).password in DEFAULT_PASSWORDS


def list_unsafe(settings: Settings) -> list[str]:
    """What a production server must not be started with."""
    problems = {
        "production needs JWT_PRIVATE_KEY or JWT_PRIVATE_KEY_FILE": not (
            settings.jwt_private_key or settings.jwt_private_key_file
        ),
        "production needs CLIENT_ORIGINS without a wildcard": "*" in settings.client_origins,
        "production needs a DATABASE_URL without a default password": (
            settings.database_url is not None and is_default_password(settings.database_url)
        ),
        "production needs a MIGRATION_DATABASE_URL without a default password": (
            settings.migration_database_url is not None
            and is_default_password(settings.migration_database_url)
        ),
    }
    return [problem for problem, found in problems.items() if found]
