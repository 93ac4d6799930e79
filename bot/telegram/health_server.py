"""Health and metrics over HTTP, on loopback only."""

from __future__ import annotations

from collections.abc import Callable

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.http_listener import listen_on
from bot.telegram.metrics import Metrics


class _HealthEndpoint(RequestHandler):
    """``/healthz``: the process lives. ``/readyz``: it can answer. ``/metrics``: Prometheus."""

    def initialize(self, metrics: Metrics, is_ready: Callable[[], bool]) -> None:
        self._metrics, self._is_ready = metrics, is_ready

    def get(self, path: str) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if path == "metrics":
            self.write(self._metrics.prometheus())
        elif path == "healthz" or self._is_ready():
            self.write("ok\n")
        else:
            self.set_status(503)
            self.write("not ready\n")


def start_health_server(port: int, metrics: Metrics, is_ready: Callable[[], bool]) -> HTTPServer:
    """A server on loopback for /healthz, /readyz and /metrics."""
    arguments = {"metrics": metrics, "is_ready": is_ready}
    routes = [(r"/(healthz|readyz|metrics)", _HealthEndpoint, arguments)]
    server = HTTPServer(Application(routes, log_function=lambda _: None))
    return listen_on(server, "127.0.0.1", port, "TRADEWIND_HEALTH_PORT")
