"""Settings: accepted values, and those that production rejects."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from blog_api.settings import Settings

SAFE: dict[str, Any] = {
    "environment": "production",
    "jwt_private_key": SecretStr("a key"),
    "database_url": SecretStr("postgresql://blog:kX82-not-a-default@db/blog"),
    "public_url": "https://blog.example",
    "allowed_hosts": ("blog.example",),
}
ROOT = Path(__file__).parents[2]
EXAMPLES = ("docker-compose.yml", ".env.example")
WRITTEN_PASSWORD = re.compile(r"PASSWORD:-([^}]+)}|postgresql://\w+:([^@${\s]+)@")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def refusal(**values: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None, **values)
    return str(caught.value)


def test_production_takes_proper_secrets() -> None:
    assert Settings(_env_file=None, **SAFE).environment == "production"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"jwt_private_key": None}, "JWT_PRIVATE_KEY"),
        ({"client_origins": ("https://a.example", "*")}, "CLIENT_ORIGINS"),
        ({"public_url": "http://blog.example"}, "PUBLIC_URL, with https"),
        ({"allowed_hosts": ()}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ("*",)}, "ALLOWED_HOSTS"),
        ({"bcrypt_rounds": 4}, "BCRYPT_ROUNDS of at least 10"),
        ({"password_min_length": 7}, "PASSWORD_MIN_LENGTH of at least 8"),
        ({"trusted_proxies": ("0.0.0.0/0",)}, "TRUSTED_PROXIES"),
        ({"trusted_proxies": ("10.0.0.0/8", "::/0")}, "TRUSTED_PROXIES"),
        ({"database_url": SecretStr("postgresql://blog:postgres@db/blog")}, "default password"),
        ({"database_url": SecretStr("postgresql://blog:changeme@h1:1,h2:2/b")}, "default password"),
        (
            {"migration_database_url": SecretStr("postgresql://blog:secret@db/blog")},
            "MIGRATION_DATABASE_URL without a default password",
        ),
        (
            {"database_read_url": SecretStr("postgresql://blog:secret@db1,db2/blog")},
            "DATABASE_READ_URL without a default password",
        ),
    ],
)
def test_production_refuses_development_secrets(change: dict[str, Any], complaint: str) -> None:
    assert complaint in refusal(**SAFE | change)
    Settings(_env_file=None, **SAFE | change | {"environment": "development"})


@pytest.mark.parametrize("name", EXAMPLES)
def test_production_refuses_what_an_example_carries(name: str) -> None:
    found = WRITTEN_PASSWORD.findall((ROOT / name).read_text())
    assert found
    for password in {given or written for given, written in found}:
        url = SecretStr(f"postgresql://blog:{password}@db/blog")
        assert "default password" in refusal(**SAFE | {"database_url": url}), password


def test_two_roles_have_two_urls() -> None:
    owner = SecretStr("postgresql://blog:hidden@db/blog")
    text = refusal(migration_database_url=owner)
    assert "MIGRATION_DATABASE_URL needs DATABASE_URL" in text
    assert "hidden" not in text
    assert "hidden" not in refusal(migration_database_url=SecretStr("db hidden"))


def test_a_standby_has_a_primary() -> None:
    standby = SecretStr("postgresql://blog:hidden@db/blog")
    text = refusal(database_read_url=standby)
    assert "DATABASE_READ_URL needs DATABASE_URL" in text
    assert "hidden" not in text
    assert "hidden" not in refusal(database_read_url=SecretStr("db hidden"))


def test_production_refuses_an_unset_public_url() -> None:
    assert "PUBLIC_URL" in refusal(**{k: v for k, v in SAFE.items() if k != "public_url"})


def test_production_tells_all_that_is_wrong_at_once() -> None:
    text = refusal(environment="production", client_origins=("*",))
    assert "JWT_PRIVATE_KEY" in text
    assert "CLIENT_ORIGINS" in text


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("https://a.example", ("https://a.example",)),
        (" https://a.example , https://b.example,", ("https://a.example", "https://b.example")),
    ],
)
def test_comma_lists(monkeypatch: pytest.MonkeyPatch, text: str, origins: tuple[str, ...]) -> None:
    monkeypatch.setenv("CLIENT_ORIGINS", text)
    assert Settings(_env_file=None).client_origins == origins


def test_proxies() -> None:
    proxies = ("10.0.0.1/8", "192.0.2.1", "::1", "2001:db8::/32")
    assert Settings(_env_file=None, trusted_proxies=proxies).trusted_proxies == proxies


@pytest.mark.parametrize(
    "proxies", ["nonsense", "10.0.0.0/8,10.0.0.256", "10.0.0.0/33", "proxy:80"]
)
def test_refused_proxies(proxies: str) -> None:
    text = refusal(trusted_proxies=proxies)
    assert "trusted_proxies" in text
    assert "must be addresses and networks" in text


@pytest.mark.parametrize("names", ["*", "X-A,*", "a b", "X-A:", "é"])
def test_refused_cors_headers(names: str) -> None:
    assert "must be names of headers" in refusal(cors_headers=names)


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("BCRYPT_ROUNDS", "")
    settings = Settings(_env_file=None)
    assert settings.database_url is None
    assert settings.bcrypt_rounds == 12


@pytest.mark.parametrize("url", ["mysql://u:p@h/d", "postgresql+psycopg://h/d", "host=h dbname=d"])
def test_refused_database_urls(url: str) -> None:
    text = refusal(database_url=SecretStr(url))
    assert "must begin with postgresql://" in text
    assert url not in text


def test_secrets_are_not_shown() -> None:
    assert "kX82" not in repr(Settings(_env_file=None, **SAFE))


def test_issuer_is_the_public_url_unless_it_is_given() -> None:
    settings = Settings(_env_file=None, public_url="https://blog.example")
    assert settings.issuer == "https://blog.example"
    assert Settings(_env_file=None, jwt_issuer="https://id.example").issuer == "https://id.example"


@pytest.mark.parametrize(
    "url", ["http://mail", "smtp://", "smtp://mail:no", "smtp://mail:99999", "mail:25"]
)
def test_refused_mail_servers(url: str) -> None:
    text = refusal(smtp_url=SecretStr(url), mail_from="blog@example.com")
    assert "must be smtp://" in text


@pytest.mark.parametrize("url", ["smtp://mail", "smtp://u:p%40x@mail:2525", "smtps://mail"])
def test_mail_servers(url: str) -> None:
    settings = Settings(_env_file=None, smtp_url=SecretStr(url), mail_from="blog@example.com")
    assert settings.smtp_url == SecretStr(url)


def test_a_mail_server_wants_a_sender() -> None:
    assert "SMTP_URL needs MAIL_FROM" in refusal(smtp_url=SecretStr("smtp://mail"))


@pytest.mark.parametrize("sender", ["Blog", "Blog <blog>", "a@example.com\nBcc: b@example.com"])
def test_refused_senders(sender: str) -> None:
    assert "mail_from" in refusal(mail_from=sender)
