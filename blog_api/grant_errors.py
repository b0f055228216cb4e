"""The refusals of the token endpoints, which speak OAuth 2."""

from blog_api.errors import AppError


class GrantError(AppError):
    """A refusal of the token endpoints, answered in the form of RFC 6749 §5.2."""

    status = 400


class InvalidRequestError(GrantError):
    code = "invalid_request"
    detail = "A parameter is missing, empty or repeated, or the body is no form."


class InvalidGrantError(GrantError):
    code = "invalid_grant"
    detail = "The credentials are wrong, expired or revoked."


class UnsupportedGrantTypeError(GrantError):
    code = "unsupported_grant_type"
    detail = "Send grant_type=password or grant_type=refresh_token."
