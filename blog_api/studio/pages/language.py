"""Choice of the language."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit
from blog_api.studio.forms import read_form
from blog_api.studio.languages import languages
from blog_api.studio.requests import local_path

router = APIRouter(prefix=PATH)
YEAR_S: Final = 31_536_000


@router.post("/language")
async def choose(visit: AnyVisit, request: Request) -> Response:
    form = await read_form(request)
    code = form.get("language")
    if code in languages():
        visit.jar.set("language", code, max_age=YEAR_S)
    return visit.redirect(local_path(form.get("next")))
