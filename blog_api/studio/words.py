"""Errors in words: sentences for people, by the code that the API gives to programs."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi.exceptions import RequestValidationError

from blog_api.errors import AppError, UnprocessableError
from blog_api.studio.forms import Fault, Faults, faults_by_field
from blog_api.studio.languages import ENGLISH, N_, Language

SENTENCES: Final[Mapping[str, str]] = {
    "bad_request": N_(
        "The page sent something that this server cannot read. Go back and try again."
    ),
    "cross_site": N_("The request came from another site, so it was refused."),
    "forbidden": N_("This belongs to someone else, so you cannot change it."),
    "admin_only": N_("Only an administrator can do this."),
    "mfa_required": N_(
        "Administrators of this blog need a second factor. Add one to your account."
    ),
    "not_found": N_("There is nothing here, or it is not for you to see."),
    "method_not_allowed": N_("This address cannot be used in that way."),
    "invalid_grant": N_("The user name or password is wrong."),
    "wrong_password": N_("The password is wrong."),
    "wrong_code": N_("The code is wrong or was used before. Wait for the next one."),
    "email_not_verified": N_(
        "Confirm your email address first, with the link that we mailed to you. "
        "Under Account, Email, we send it again."
    ),
    "email_taken": N_("Another account has this email address."),
    "username_taken": N_("Another account has this user name."),
    "slug_taken": N_("Another post has this address. Choose another one."),
    "not_deleted": N_("This is not in the trash any more."),
    "author_deleted": N_("The author's account is deleted. Restore the account first."),
    "post_deleted": N_("The post is in the trash. Restore the post first."),
    "restore_conflicts": N_("Some items cannot be restored as they were."),
    "request_open": N_("You have asked for this already. An administrator will decide."),
    "request_declined": N_("A request for this was declined, so it cannot be asked for again."),
    "request_closed": N_("This request is decided already."),
    "has_posts": N_("The account has posts. Choose what happens to them."),
    "quota_exceeded": N_("The account has no storage left. Remove images or drafts first."),
    "last_admin": N_("This is the last administrator. Make another one first."),
    "stale": N_("Someone changed this while you had it open."),
    "revision_redacted": N_("The words of this version were removed. Choose another one."),
    "current_revision": N_("The post has these words now. Edit the post first."),
    "too_many_previews": N_("This post has 20 live links. End one of them first."),
    "transfer_open": N_("The post is offered to someone already. Withdraw that offer first."),
    "transfer_closed": N_("This offer is not open any more."),
    "too_many_open": N_("You have 20 open ones already. Withdraw one, or wait for an answer."),
    "body_too_large": N_("This is too large to be sent."),
    "weak_password": N_("This password is too easy to guess, or too short."),
    "too_many_requests": N_("Too many attempts. Wait a little, then try again."),
    "busy": N_("The server is busy. Try again in a moment."),
    "passwords_busy": N_("The server is busy. Try again in a moment."),
    "database_unavailable": N_("The server cannot reach its database. Try again in a moment."),
    "already_enrolled": N_("There is an authenticator app already. Remove it first."),
    "not_enrolled": N_("There is no second factor. Add one first."),
    "mfa_unavailable": N_(
        "This server cannot keep second factors yet. Ask the person who runs it."
    ),
    "passkey_refused": N_("The passkey did not fit. Try once more."),
    "passkey_known": N_("This passkey is in use already."),
    "passkey_limit": N_("There are 20 passkeys already. Remove one first."),
    "token_limit": N_("There are 50 tokens already. Revoke one first."),
    "export_running": N_("An export is on its way already. Wait until it has finished."),
    "picture_not_readable": N_("This file is no picture that we can read."),
    "picture_too_large": N_("This picture has too many pixels."),
    "picture_animated": N_("Moving pictures are not taken. Choose a still one."),
    "one_time_token_refused": N_("This link was used already, or is too old. Ask for another."),
    "registration_closed": N_("This blog takes no new accounts."),
    "invalid_input": N_(
        "The address or the form has a value that this page does not know. Go back and try again."
    ),
    "unsupported_media_type": N_(
        "The page sent something that this server cannot read. Go back and try again."
    ),
    "headers_too_large": N_("The address of this page is too long."),
    "too_many_working_copies": N_(
        "You have unpublished changes of 100 posts. Publish or discard some first."
    ),
    "not_enrolling": N_("That took too long. Begin again with adding the authenticator app."),
    "media_unavailable": N_("The server cannot reach its images. Try again in a moment."),
    "database_read_only": N_("Nothing can be saved for a moment. Try again soon."),
    "stopping": N_("The server is restarting. Try again in a moment."),
    "not_migrated": N_("The server is being updated. Try again in a moment."),
    "internal_error": N_("Something went wrong on the server. It has been logged."),
}
TITLES: Final[Mapping[int, str]] = {
    400: N_("That did not work"),
    403: N_("Not allowed"),
    404: N_("Page not found"),
    409: N_("Not possible right now"),
    412: N_("Changed by someone else"),
    413: N_("Too large"),
    422: N_("Please check what you entered"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong"),
    503: N_("Unavailable for a moment"),
}
# Types of Pydantic's errors, whose values are in the context of the error; or our own messages.
FIELD_SENTENCES: Final[Mapping[str, str]] = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("Fill this in."),
    "string_too_long": N_("Use at most %(max_length)s characters."),
    "too_short": N_("Choose at least one."),
    "too_long": N_("Use at most %(max_length)s."),
    "less_than_equal": N_("Use at most %(le)s."),
    "greater_than_equal": N_("Use at least %(ge)s."),
    "string_pattern_mismatch": N_("This does not have the right form."),
    "int_parsing": N_("Write a whole number."),
    "int_type": N_("Write a whole number."),
    "email": N_("Write an email address, such as name@example.com."),
    "must be an email address and nothing else": N_(
        "Write an email address, such as name@example.com."
    ),
    "must not be blank": N_("Fill this in."),
    "must not contain zero-width characters or controls of text direction": N_(
        "This contains characters that cannot be seen. Type it in by hand."
    ),
    "a tag needs a letter or a digit": N_("A tag needs a letter or a digit."),
    "is the account to delete": N_("This is the account to delete. Name another one."),
}
OTHERWISE: Final = FIELD_SENTENCES["string_pattern_mismatch"]
LENGTHS: Final = frozenset({"too_short", "too_long"})


def sentence_of(error: AppError, language: Language) -> str:
    """Return the sentence of an error; the API's own in English for a code without one."""
    sentence = SENTENCES.get(error.code)
    return language.gettext(sentence) if sentence else str(error)


def title_of(status: int, language: Language) -> str:
    return language.gettext(TITLES.get(status, TITLES[400]))


def faults_of(error: AppError | RequestValidationError, language: Language) -> Faults:
    """Return the faults of a form: those with a field at their field, others at the top."""
    if isinstance(error, RequestValidationError):
        named = faults_by_field(error.errors())
        return Faults([Fault(name, field_sentence(each, language)) for name, each in named.items()])
    if isinstance(error, UnprocessableError):
        named = faults_by_field(error.extra["errors"])
        return Faults([Fault(name, sentence_of(error, language)) for name in named])
    return Faults([Fault("", sentence_of(error, language))])


def field_sentence(error: Mapping[str, Any], language: Language) -> str:
    kind: str = error["type"]
    text: str = error["msg"].removeprefix("Value error, ").rstrip(".")
    if kind == "value_error":
        kind = "email" if "reason" in error.get("ctx", {}) else text
    if kind in LENGTHS and isinstance(error.get("input"), str):
        kind = f"string_{kind}"  # of a text that is checked by a function first
    sentence = FIELD_SENTENCES.get(kind)
    if sentence is None and language.code == ENGLISH:
        return f"{text[:1].upper()}{text[1:]}."
    sentence = sentence or OTHERWISE
    return language.gettext(sentence, **error.get("ctx", {}))
