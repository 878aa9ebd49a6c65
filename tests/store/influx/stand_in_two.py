"""As much of InfluxDB 2's own API as setting up and erasing ask for, by its published description."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

ORG = {"id": "0123456789abcdef", "name": "town"}
TOKEN = "an-operator-token"


class StandInTwo:
    """``buckets`` by name; ``deleted`` are the predicates; ``mapped`` the databases that InfluxQL knows."""

    def __init__(self, *, maps_by_itself: bool = True) -> None:
        self.buckets: dict[str, dict[str, Any]] = {}
        self.deleted: list[dict[str, Any]] = []
        self.mapped: list[str] = []
        self.maps_by_itself = maps_by_itself
        self.events_left = 3
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                address = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                if self.headers.get("Authorization") != f"Token {TOKEN}" and address.path != "/ping":
                    status, told = 401, {"code": "unauthorized", "message": "unauthorized access"}
                else:
                    status, told = stand_in.answer(self.command, address.path, query, json.loads(body or b"{}"))
                content = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("X-Influxdb-Version", "v2.7.11")
                self.send_header("Content-Type", "application/json")
                if status != 204:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(content)

            do_POST = do_PATCH = do_GET  # noqa: N815 - the names are http.server's

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        path, _, number = path.removeprefix("/api/v2").partition("/buckets/")
        answers = {
            ("GET", "/ping"): lambda: (204, None),
            ("GET", "/orgs"): lambda: (200, {"orgs": [ORG] if query.get("org") == ORG["name"] else []}),
            ("GET", "/buckets"): lambda: self._find(query["name"]),
            ("POST", "/buckets"): lambda: self._make(body),
            ("PATCH", ""): lambda: self._change(number, body),
            ("POST", "/dbrps"): lambda: self._map(body),
            ("POST", "/delete"): lambda: self._delete({**query, **body}),
            ("GET", "/query"): lambda: self._query(query),
        }
        return answers[method, path]()

    def _find(self, name: str) -> tuple[int, Any]:
        if name not in self.buckets:
            return 404, {"code": "not found", "message": f'bucket "{name}" not found'}
        return 200, {"buckets": [self.buckets[name]]}

    def _make(self, asked: dict[str, Any]) -> tuple[int, Any]:
        made = {**asked, "id": f"{len(self.buckets):016x}"}
        self.buckets[asked["name"]] = made
        if self.maps_by_itself:
            self.mapped.append(asked["name"])
        return 201, made

    def _change(self, number: str, asked: dict[str, Any]) -> tuple[int, Any]:
        (bucket,) = (each for each in self.buckets.values() if each["id"] == number)
        bucket.update(asked)
        return 200, bucket

    def _map(self, asked: dict[str, Any]) -> tuple[int, Any]:
        self.mapped.append(asked["database"])
        return 201, {**asked, "id": "1", "orgID": ORG["id"], "virtual": False}

    def _delete(self, asked: dict[str, Any]) -> tuple[int, Any]:
        self.deleted.append(asked)
        self.events_left = 0
        return 204, None

    def _query(self, query: dict[str, str]) -> tuple[int, Any]:
        if query["db"] not in self.mapped:
            return 404, {"code": "not found", "message": f'database not found: "{query["db"]}"'}
        series = []
        if "count" in query["q"] and self.events_left:
            tags = {"home": "h1", "device": "hall"}
            values = [[1, None, self.events_left, None]]
            columns = ["time", "count", "count_1", "count_2"]
            series = [{"name": "motion", "tags": tags, "columns": columns, "values": values}]
        return 200, {"results": [{"statement_id": 0, "series": series}]}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
