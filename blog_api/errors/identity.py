"""Errors of confirmed sessions and second factors."""

from blog_api.errors.base import AppError, UnprocessableError


class ConfirmationRequiredError(AppError, status=403, code="confirmation_required"):
    """Error with `confirm_url`."""

    detail = "Confirm that it is you: POST your password or code to confirm_url, then try again."


class MfaRequiredError(AppError, status=403, code="mfa_required"):
    detail = "This needs a second factor: enrol one, or confirm the session with it."


class WrongCodeError(UnprocessableError, code="wrong_code"):
    """One text for every cause: wrong, used before, or of a factor that the account lacks."""

    loc = ("body", "otp")
    detail = "The code is wrong, or was used before; wait for the next one."


class AlreadyEnrolledError(AppError, status=409, code="already_enrolled"):
    detail = "The account has an authenticator app already; remove it first."


class NotEnrollingError(AppError, status=409, code="not_enrolling"):
    detail = "There is no authenticator app to confirm; POST /api/users/me/mfa/totp first."


class NotEnrolledError(AppError, status=409, code="not_enrolled"):
    detail = "The account has no second factor; enrol one first."


class MfaUnavailableError(AppError, status=409, code="mfa_unavailable"):
    detail = "This server has no DATA_KEY, so it cannot keep second factors; ask its operator."


class PasskeyRefusedError(UnprocessableError, code="passkey_refused"):
    """One text for every cause: a used challenge, one of another session, or a forgery."""

    loc = ("body", "credential")
    detail = "The credential does not answer a challenge of this session; begin again."


class PasskeyKnownError(AppError, status=409, code="passkey_known"):
    detail = "An account has this passkey already."


class PasskeyLimitError(AppError, status=409, code="passkey_limit"):
    detail = "The account has 20 passkeys; remove one first."
