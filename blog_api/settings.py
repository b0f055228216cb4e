"""Settings in one frozen object; no other module reads the environment."""

import re
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from blog_api.env_files import default_data_dir, list_env_files
from blog_api.production_checks import list_unsafe

CommaSeparated = Annotated[tuple[str, ...], NoDecode]
Seconds = Annotated[int, Field(ge=1)]
FOUND_AT_START: Final = "the .env files that list_env_files() finds"
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'+.^_`|~-]+")  # a token, without `*`


class Settings(BaseSettings):
    """Settings from environment variables, then the checkout's `.env`, then the data folder's.

    `Settings(_env_file=None)` reads no file, `Settings(_env_file=path)` that one.
    """

    model_config = SettingsConfigDict(
        env_file=FOUND_AT_START,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    environment: Literal["development", "production"] = "development"
    database_url: SecretStr | None = None
    migration_database_url: SecretStr | None = None
    database_read_url: SecretStr | None = None
    read_max_lag_seconds: int = Field(default=1, ge=1, le=30)
    database_pool_size: int = Field(default=8, ge=2, le=100)
    blog_data_dir: Path = Field(default_factory=default_data_dir)
    public_url: str = Field(default="http://127.0.0.1:8000", pattern=r"^https?://[^/]+(/.*[^/])?$")
    post_page_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/.*\{slug\}")
    preview_page_url: str | None = Field(default=None, pattern=r"^https?://[^/#]+/[^#]*$")
    site_title: str = Field(default="Blog", min_length=1, max_length=200)
    slugs: Literal["ascii", "unicode"] = "ascii"
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

    data_key: SecretStr | None = None
    data_key_file: Path | None = None

    password_min_length: int = Field(default=8, ge=1, le=256)
    bcrypt_rounds: int = Field(default=12, ge=4, le=20)

    client_origins: CommaSeparated = ()
    cors_headers: CommaSeparated = ()
    trusted_proxies: CommaSeparated = ()
    allowed_hosts: CommaSeparated = ()
    rate_limits_enabled: bool = True
    public_cache_seconds: int = Field(default=0, ge=0, le=3600)
    request_deadline: float = Field(default=5, gt=0)
    header_deadline: float = Field(default=10, gt=0)
    write_deadline: float = Field(default=10, gt=0)
    drain_delay: float = Field(default=0, ge=0, le=60)
    limit_concurrency: int = Field(default=512, ge=1)
    tidy_interval: int = Field(default=300, ge=0)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    access_log: bool = True
    metrics_enabled: bool = True
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    prometheus_multiproc_dir: Path | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    send_mail: bool = True
    verify_page_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/.*\{token\}")
    reset_page_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/.*\{token\}")
    revert_page_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/.*\{token\}")
    require_verified_email: bool = False
    registration: Literal["open", "closed"] = "open"
    media_url: str | None = Field(default=None, pattern=r"^s3://[^/]+(/.*)?$")
    account_quota_bytes: int = Field(default=1_073_741_824, ge=0, le=2**60)
    trash_retention_days: int = Field(default=30, ge=0, le=36_500)
    require_if_match: bool = False
    revision_retention_days: int = Field(default=0, ge=0, le=36_500)
    author_undo_seconds: int = Field(default=0, ge=0, le=31_536_000)
    confirmation_seconds: int = Field(default=900, ge=0, le=86_400)
    require_admin_mfa: bool = False
    studio_enabled: bool = True

    @override
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Look for the `.env` files when settings are made, not when this module is imported."""
        if getattr(dotenv_settings, "env_file", None) == FOUND_AT_START:
            dotenv_settings = DotEnvSettingsSource(settings_cls, env_file=list_env_files())
        return init_settings, env_settings, dotenv_settings

    @field_validator(
        "client_origins", "cors_headers", "trusted_proxies", "allowed_hosts", mode="before"
    )
    @classmethod
    def split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("cors_headers")
    @classmethod
    def require_header_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Require header names (RFC 9110 §5.1); reject `*`, which not every browser expands."""
        if not all(HEADER_NAME.fullmatch(name) for name in value):
            raise ValueError("must be names of headers such as X-Client-Version")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def require_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(is_network, value)):
            raise ValueError("must be addresses and networks such as 10.0.0.0/8,::1")
        return value

    @field_validator("database_url", "migration_database_url", "database_read_url")
    @classmethod
    def require_libpq_url(cls, value: SecretStr | None) -> SecretStr | None:
        """Require a URL: libpq reads other text as keywords, and quotes it in errors."""
        if value and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def require_smtp_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not is_smtp_url(value.get_secret_value()):
            raise ValueError("must be smtp://user:password@host:port, or smtps://")
        return value

    @field_validator("mail_from")
    @classmethod
    def require_sender(cls, value: str | None) -> str | None:
        """Require `blog@example.com` or `Blog <blog@example.com>`, on one line."""
        if value and not (value.isprintable() and "@" in parseaddr(value)[1]):
            raise ValueError("must be an address such as Blog <blog@example.com>")
        return value

    @model_validator(mode="after")
    def require_sender_with_smtp(self) -> Self:
        if self.smtp_url and not self.mail_from:
            raise ValueError("SMTP_URL needs MAIL_FROM")
        return self

    @model_validator(mode="after")
    def require_database_url(self) -> Self:
        """Require the URL of the primary with the others: they are of the same database."""
        if self.migration_database_url and not self.database_url:
            raise ValueError("MIGRATION_DATABASE_URL needs DATABASE_URL, for the role that serves")
        if self.database_read_url and not self.database_url:
            raise ValueError("DATABASE_READ_URL needs DATABASE_URL, for the primary")
        return self

    @model_validator(mode="after")
    def refuse_unsafe_production(self) -> Self:
        """Refuse to start a production server on development secrets."""
        problems = list_unsafe(self) if self.environment == "production" else []
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def has_metrics_route(self) -> bool:
        return self.metrics_enabled and self.metrics_port is None

    @property
    def issuer(self) -> str:
        return self.jwt_issuer or self.public_url


def is_network(text: str) -> bool:
    """Return True for an address, or a network named by any address in it."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_smtp_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme in {"smtp", "smtps"} and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
