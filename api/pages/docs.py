"""The API's documentation, without internet: Swagger UI's files come from fastapi-offline, ours starts them.

fastapi-offline's own page starts Swagger UI by an inline script, which our content policy forbids; and its routes state
no access rule.
"""

from typing import Any, Final

from fastapi import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.access.rule import LOGGED_IN, Routes
from dashboards.rendering import render

routes: Final = Routes()


@routes.get("/docs", access=LOGGED_IN, include_in_schema=False)
def docs() -> Response:
    """Show the API's documentation."""
    return HTMLResponse(render("docs.html", "en"))


@routes.get("/openapi.json", access=LOGGED_IN, include_in_schema=False)
def openapi(request: Request) -> Response:
    """Give the API's description (OpenAPI 3.1)."""
    described: dict[str, Any] = request.app.openapi()
    return JSONResponse(described)
