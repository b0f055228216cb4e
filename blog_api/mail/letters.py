"""A letter in words: text and HTML from templates, and headers into which nothing is smuggled."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from blog_api.mail.outbox import Kind, Letter
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
    """What a kind of letter is called, and where in `/docs` its token can be sent."""

    subject: str
    operation: str


OCCASIONS: Final[dict[Kind, Occasion]] = {
    "verify_email": Occasion("Confirm your email address", "verify_email"),
    "reset_password": Occasion("Choose a new password", "reset_password"),
}


def write_letter(settings: Settings, letter: Letter) -> EmailMessage:
    """Written anew for each attempt; `Message-ID` stays, so that a repetition can be recognised."""
    occasion, claimed = OCCASIONS[letter.claimed.kind], letter.claimed
    sender = sender_of(settings)
    message = EmailMessage(policy=SMTP if letter.to.email.isascii() else SMTPUTF8)
    message["From"] = sender
    message["To"] = Address(addr_spec=letter.to.email)
    message["Subject"] = f"{on_one_line(settings.site_title)}: {occasion.subject}"
    message["Date"] = format_datetime(claimed.created_at)
    message["Message-ID"] = (
        f"<{claimed.id}.{claimed.created_at.timestamp():.6f}.blog-api@{sender.domain}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render(settings, letter, "txt"))
    message.add_alternative(render(settings, letter, "html"), subtype="html")
    return message


def render(settings: Settings, letter: Letter, form: str) -> str:
    """One of the two forms of the text."""
    return TEMPLATES.get_template(f"{letter.claimed.kind}.{form}").render(
        site_title=settings.site_title,
        username=letter.to.username,
        email=letter.to.email,
        link=link_of(settings, letter),
        token=letter.token,
    )


def link_of(settings: Settings, letter: Letter) -> str:
    """The page that settings name; without one the operation in `/docs`, which takes the token."""
    pages = {"verify_email": settings.verify_page_url, "reset_password": settings.reset_page_url}
    page = pages[letter.claimed.kind]
    if page is not None:
        return page.replace("{token}", letter.token)
    return f"{settings.public_url}/docs#/mail/{OCCASIONS[letter.claimed.kind].operation}"


def sender_of(settings: Settings) -> Address:
    """`MAIL_FROM`, or for letters to a folder something that looks like it."""
    if settings.mail_from is None:
        host = urlsplit(settings.public_url).hostname or "localhost"
        return Address(on_one_line(settings.site_title), "blog", host)
    name, address = parseaddr(settings.mail_from)
    return Address(name, addr_spec=address)


def on_one_line(text: str) -> str:
    """A header has no second line."""
    return " ".join(text.split())
