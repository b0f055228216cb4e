"""Open an account, where registration is open."""

from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.auth.hash_queue import Priority
from blog_api.errors import EmailTakenError, UsernameTakenError, WeakPasswordError
from blog_api.http.client_ip import client_address, network_of
from blog_api.http.rate_limiting import rate_limited
from blog_api.mail.dependencies import WakesMailer
from blog_api.mail.outbox import queue_mail
from blog_api.rate_limits import MAIL_FROM_ADDRESS, REGISTER
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit
from blog_api.studio.forms import Fault, Faults, Form, parse_model, read_form
from blog_api.studio.requests import HOME, INVALID, Visit, constraints_as_errors
from blog_api.studio.words import sentence_of
from blog_api.users import commands
from blog_api.users.dependencies import require_open_registration
from blog_api.users.schemas import RegisterIn

router = APIRouter(prefix=PATH)
OPEN: Final = Depends(require_open_registration)
LIMITED: Final = [OPEN, rate_limited(REGISTER), rate_limited(MAIL_FROM_ADDRESS), WakesMailer]


@router.get("/sign-up", dependencies=[OPEN])
async def show_sign_up(visit: AnyVisit) -> Response:
    return visit.redirect(HOME) if visit.actor else page(visit, Form())


@router.post("/sign-up", dependencies=LIMITED)
async def sign_up(visit: AnyVisit, request: Request) -> Response:
    """Open an account. The response is the same for an address that has one.

    The owner of such an address gets a mail that lets them in.
    """
    form = await read_form(request)
    if not form.has("password"):
        return page(visit, form, visit.password_again("password"))
    given: dict[str, Any] = {name: form.get(name).strip() for name in ("email", "username")}
    given |= {"password": form.get("password"), "name": form.get("name").strip() or None}
    try:
        data = parse_model(RegisterIn, given)
        await register(visit, data)
    except (RequestValidationError, WeakPasswordError) as error:
        return page(visit, form, visit.faults(error))
    except UsernameTakenError as error:
        fault = Fault("username", sentence_of(error, visit.language))
        return page(visit, form, Faults([fault]))
    except EmailTakenError:
        network = network_of(client_address(request))
        await visit.db.write(queue_mail, "reset_password", given["email"], network)
    return visit.render("sign_up_done.html", email=given["email"])


async def register(visit: Visit, data: RegisterIn) -> None:
    passwords = visit.request.app.state.passwords
    own = (data.email, data.username, data.name or "")
    password_hash: str = await passwords.hash_new(data.password, own, priority=Priority.UNKNOWN)
    with constraints_as_errors():
        await visit.db.write(commands.create_user, data, password_hash)


def page(visit: Visit, form: Form, faults: Faults | None = None) -> Response:
    return visit.render(
        "sign_up.html",
        status=INVALID if faults else 200,
        form=form,
        min_length=visit.settings.password_min_length,
        faults=faults or Faults(),
    )
