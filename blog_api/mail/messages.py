"""Email messages: text and HTML from templates, and headers without injection."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Final
from urllib.parse import urlsplit

from email_validator import validate_email
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from typing_extensions import TypeIs

from blog_api.mail.claims import OutboxEmail
from blog_api.mail.notice_texts import NOTICE_TEXTS, describe, time_of
from blog_api.mail.one_time_tokens import AccountNotice, Kind, Notice
from blog_api.settings import Settings

TEMPLATES: Final = Environment(
    loader=PackageLoader("blog_api.mail"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Subject of a kind of email, and the operation in `/docs` that goes on from there, if any."""

    subject: str
    operation: str | None = None
    tag: str = "mail"


OCCASIONS: Final[dict[Kind | Notice, Occasion]] = {
    "verify_email": Occasion("Confirm your email address", "verify_email"),
    "reset_password": Occasion("Choose a new password", "reset_password"),
    "transfer_offer": Occasion("A post is offered to you", "list_transfers", "transfers"),
    "restore_approved": Occasion("Your request was approved", "list_restore_requests", "trash"),
    "restore_declined": Occasion("Your request was declined", "list_restore_requests", "trash"),
    "revert_email": Occasion("Your email address was changed", "revert_email"),
    "new_password": Occasion("Your password was changed", "forgot_password"),
    "new_username": Occasion("Your user name was changed", "forgot_password"),
    "factor_added": Occasion("A second factor was added", "forgot_password"),
    "factor_removed": Occasion("A second factor was removed", "forgot_password"),
    "token_made": Occasion("An access token was made", "forgot_password"),
    "role_changed": Occasion("Your role was changed", "get_me", "users"),
    "account_deactivated": Occasion("Your account was deactivated"),
    "account_deleted": Occasion("Your account was deleted"),
    "new_login": Occasion("A new log-in to your account", "forgot_password"),
}

# For an owner who did not cause a notice: a new password logs out every device.
NEW_PASSWORD: Final = "/studio/forgot"  # noqa: S105  # a path
STUDIO_PAGES: Final[dict[Kind | Notice, str]] = {
    "verify_email": "/studio/verify",
    "reset_password": "/studio/reset",
    "revert_email": "/studio/revert",
    "transfer_offer": "/studio/transfers",
    "restore_approved": "/studio/requests?state=approved",
    "restore_declined": "/studio/requests?state=declined",
    "new_password": NEW_PASSWORD,
    "new_username": NEW_PASSWORD,
    "factor_added": NEW_PASSWORD,
    "factor_removed": NEW_PASSWORD,
    "token_made": NEW_PASSWORD,
    "new_login": NEW_PASSWORD,
    "role_changed": "/studio/overview",
}


def build_message(settings: Settings, email: OutboxEmail) -> EmailMessage:
    """Build the message; retries keep its `Message-ID`, which identifies duplicates."""
    occasion, claimed = OCCASIONS[email.claimed.kind], email.claimed
    sender = sender_of(settings)
    recipient = in_ascii(email.to.email)
    message = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    message["From"] = sender
    local, _, domain = recipient.rpartition("@")
    message["To"] = Address(username=local, domain=domain)  # addr_spec allows only ASCII
    message["Subject"] = f"{on_one_line(settings.site_title)}: {occasion.subject}"
    message["Date"] = format_datetime(claimed.created_at)
    message["Message-ID"] = (
        f"<{claimed.id}.{claimed.created_at.timestamp():.6f}.blog-api@{sender.domain}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render(settings, email, "txt"))
    message.add_alternative(render(settings, email, "html"), subtype="html")
    return message


def in_ascii(email: str) -> str:
    """Return the address with its domain in ASCII (RFC 5891), which every mail server accepts.

    The local part of an account of an earlier release may have other characters (decision 0030).
    """
    return validate_email(email, check_deliverability=False).ascii_email or email


def render(settings: Settings, email: OutboxEmail, form: str) -> str:
    kind = email.claimed.kind
    values: dict[str, object] = {
        "site_title": settings.site_title,
        "username": email.to.username,
        "link": link_of(settings, email),
        "token": email.token,
        "time": time_of(email.claimed.created_at),
    }
    if is_about_account(kind):
        values["subject"] = OCCASIONS[kind].subject
        values["event"] = describe(kind, email.claimed.details or {})
        values["advice"] = NOTICE_TEXTS[kind].advice
        return TEMPLATES.get_template(f"account_notice.{form}").render(values)
    return TEMPLATES.get_template(f"{kind}.{form}").render(values)


def is_about_account(kind: Kind | Notice) -> TypeIs[AccountNotice]:
    return kind in NOTICE_TEXTS


def link_of(settings: Settings, email: OutboxEmail) -> str:
    """Return the page of the settings or the studio, else the operation in `/docs`, or the blog.

    The studio takes the token behind the `#`, which browsers send to no server.
    """
    pages = {
        "verify_email": settings.verify_page_url,
        "reset_password": settings.reset_page_url,
        "revert_email": settings.revert_page_url,
    }
    page = pages.get(email.claimed.kind)
    if page is not None and email.token is not None:
        return page.replace("{token}", email.token)
    if settings.studio_enabled and email.claimed.kind in STUDIO_PAGES:
        address = f"{settings.public_url}{STUDIO_PAGES[email.claimed.kind]}"
        return f"{address}#{email.token}" if email.token else address
    occasion = OCCASIONS[email.claimed.kind]
    if occasion.operation is None:
        return settings.public_url
    return f"{settings.public_url}/docs#/{occasion.tag}/{occasion.operation}"


def sender_of(settings: Settings) -> Address:
    """Return `MAIL_FROM` or, for emails in a folder, an address on the host of `PUBLIC_URL`."""
    if settings.mail_from is None:
        host = urlsplit(settings.public_url).hostname or "localhost"
        return Address(on_one_line(settings.site_title), "blog", host)
    name, address = parseaddr(settings.mail_from)
    return Address(name, addr_spec=address)


def on_one_line(text: str) -> str:
    """Replace line breaks, which would inject headers."""
    return " ".join(text.split())
