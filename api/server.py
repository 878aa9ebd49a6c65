"""The server: uvicorn, told to end the boards' streams before it waits for connections to close."""

import socket

import uvicorn
from fastapi import FastAPI

GRACE = 3
"""Seconds that open requests have to end when the server stops."""


class Server(uvicorn.Server):
    """A uvicorn that stops while boards are open: their streams never end by themselves."""

    def __init__(self, app: FastAPI, *, host: str = "127.0.0.1", port: int = 8000, log_level: str = "warning") -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_config=None,  # as everything else is logged
                log_level=log_level,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then as uvicorn does."""
        self._app.state.close_streams()
        await super().shutdown(sockets)
