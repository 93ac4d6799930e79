"""Health and metrics over HTTP, on loopback only."""

from __future__ import annotations

from collections.abc import Callable

from tornado.web import Application, RequestHandler

from bot.telegram.bounded_http_server import BoundedHttpServer, HttpLimits
from bot.telegram.http_listener import listen_on
from bot.telegram.metrics import Metrics

# A few monitors of this machine, whose requests have no body.
HEALTH_LIMITS = HttpLimits(connections=16, body_bytes=0)


class _HealthEndpoint(RequestHandler):
    """``/healthz``: the process lives. ``/readyz``: it can answer. ``/metrics``: Prometheus.

    What is served may be out of date and still be worth asking: ``/readyz`` stays 200 then, with a
    second line that says why, and a gauge of the metrics is 1.
    """

    def initialize(
        self, metrics: Metrics, is_ready: Callable[[], bool], trouble: Callable[[], str]
    ) -> None:
        self._metrics, self._is_ready, self._trouble = metrics, is_ready, trouble

    def get(self, path: str) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if path == "metrics":
            self.write(self._metrics.prometheus())
            self.write("# TYPE tradewind_index_trouble gauge\n")
            self.write(f"tradewind_index_trouble {int(bool(self._trouble()))}\n")
        elif path == "healthz":
            self.write("ok\n")
        elif self._is_ready():
            trouble = self._trouble()
            self.write(f"ok\n{trouble}\n" if trouble else "ok\n")
        else:
            self.set_status(503)
            self.write("not ready\n")


def start_health_server(
    port: int,
    metrics: Metrics,
    is_ready: Callable[[], bool],
    trouble: Callable[[], str],
    limits: HttpLimits = HEALTH_LIMITS,
) -> BoundedHttpServer:
    """A server on loopback for /healthz, /readyz and /metrics.

    ``trouble`` says why the index may be out of date, or nothing when it is not.
    """
    arguments = {"metrics": metrics, "is_ready": is_ready, "trouble": trouble}
    routes = [(r"/(healthz|readyz|metrics)", _HealthEndpoint, arguments)]
    application = Application(routes, log_function=lambda _: None)
    server = BoundedHttpServer(application, limits, name="health")
    return listen_on(server, "127.0.0.1", port, "TRADEWIND_HEALTH_PORT")
