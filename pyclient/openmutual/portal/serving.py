"""The site over HTTP: the same files as in its folder, built again whenever the chain has a newer final block.

One process: a thread builds, the loop serves.  A reader gets each file whole, as it was before or as it is after.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExtraMissing, OpenMutualError

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
"""What a page cannot say of itself; each file is asked for anew, and told to be the same where it is."""


@dataclass
class Updates:
    """Builds the site anew when there is something new.

    Attributes:
        newest: asks for the newest final block; None where nothing ever comes after, as with a file.
        build: builds the site, and returns up to which block.
        every: seconds between two questions.
        block: what the site holds for; `problem` what went wrong the last time, empty if nothing did.
    """

    newest: Callable[[], int | None]
    build: Callable[[], int]
    every: float
    block: int = -1
    problem: str = ""

    def step(self) -> None:
        """Look once, and build if need be; what goes wrong is kept to be told, and tried again the next time."""
        try:
            newest = self.newest()
            if newest is not None and newest > self.block:
                self.block = self.build()
            self.problem = ""
        except OpenMutualError as error:
            self.problem = str(error)

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(self.every)
            await asyncio.to_thread(self.step)


def expect_server() -> None:
    """Find out before a long build whether its site can be served.  Raises ExtraMissing."""
    try:
        import_module("starlette")
        import_module("uvicorn")
    except ModuleNotFoundError:
        raise ExtraMissing("servers of a site", "portal") from None


def application(folder: Path, updates: Updates) -> "Starlette":
    """The site of a folder, with `/healthz`.  Raises ExtraMissing."""
    expect_server()
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    @asynccontextmanager
    async def updating(_: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(updates.run())
        yield
        looking.cancel()

    async def health(_: "Request") -> "Response":
        return _health(updates)

    return Starlette(
        routes=[Route("/healthz", health), Mount("/", StaticFiles(directory=folder, html=True))],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_with_headers)],
        lifespan=updating,
    )


def run(folder: Path, updates: Updates, host: str, port: int) -> None:
    """Serve until somebody stops it.  Raises ExtraMissing."""
    served = application(folder, updates)
    import uvicorn

    uvicorn.run(served, host=host, port=port, log_level="warning")


def _health(updates: Updates) -> "Response":
    """Well unless the last look went wrong: then the site is that of the block before."""
    from starlette.responses import JSONResponse

    told = {"ok": not updates.problem, "block": updates.block, "problem": updates.problem}
    return JSONResponse(told, status_code=503 if updates.problem else 200)


async def _with_headers(request: "Request", call: "Callable[[Request], Awaitable[Response]]") -> "Response":
    response = await call(request)
    response.headers.update(HEADERS)
    return response
