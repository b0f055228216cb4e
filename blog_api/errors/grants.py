"""Errors of the token endpoints (RFC 6749 §5.2): status, code, detail."""

from blog_api.errors.base import AppError


class GrantError(AppError, status=400):
    """Error of the token endpoints; the response has the form of RFC 6749 §5.2."""


class InvalidRequestError(GrantError, code="invalid_request"):
    detail = "A parameter is missing, empty or repeated, or the body is no form."


class InvalidGrantError(GrantError, code="invalid_grant"):
    detail = "The credentials are wrong, expired or revoked."


class MfaStepError(GrantError, code="mfa_required"):
    """Error with `mfa_token` and `mfa_methods`, after the right password."""

    detail = "The account has a second factor: send mfa_token with a code of it."


class UnsupportedGrantTypeError(GrantError, code="unsupported_grant_type"):
    detail = "Send a grant_type of /.well-known/oauth-authorization-server."
