"""What Prometheus may scrape."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.usage import Usage, Written

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts for one server; also the Observer of its assistant."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "dialtone_http_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "dialtone_http_first_byte_seconds",
            "From the request to the first byte of its answer.",
            ("route",),
            buckets=_QUICK,
            registry=self.registry,
        )
        self.streams = Gauge(
            "dialtone_open_streams", "Event streams that are open.", registry=self.registry
        )
        self._answers = Counter(
            "dialtone_answers",
            "Answers by kind; `failed` where something was away.",
            ("kind",),
            registry=self.registry,
        )
        self._answer_seconds = Histogram(
            "dialtone_answer_seconds",
            "From a stored question to its stored answer.",
            buckets=_QUICK,
            registry=self.registry,
        )
        self._batches = Histogram(
            "dialtone_batch_questions",
            "Questions that shared one batch.",
            buckets=(1, 2, 4, 8, 16, 32),
            registry=self.registry,
        )
        self._escalations = Counter(
            "dialtone_escalations", "Calls for a human.", ("kind",), registry=self.registry
        )
        self._feedback = Counter(
            "dialtone_feedback", "Feedback on answers.", ("helpful",), registry=self.registry
        )

        self._written = Counter(
            "dialtone_written_answers",
            "Answers that a language model was to write, by what became of it.",
            ("outcome",),
            registry=self.registry,
        )
        self._calls = Counter(
            "dialtone_model_calls",
            "Calls of the language model.",
            ("purpose", "failed"),
            registry=self.registry,
        )
        self._tokens = Counter(
            "dialtone_model_tokens",
            "Tokens of the language model; `cached` ones are among those that go in.",
            ("direction",),
            registry=self.registry,
        )
        self._cost = Counter(
            "dialtone_model_cost",
            "What the language model cost, in the currency of its prices.",
            registry=self.registry,
        )
        self._model_seconds = Histogram(
            "dialtone_model_seconds",
            "How long a call of the language model took.",
            buckets=_QUICK,
            registry=self.registry,
        )

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)

    def batched(self, size: int) -> None:
        self._batches.observe(size)

    def answered(self, kind: str, seconds: float) -> None:
        self._answers.labels(kind).inc()
        self._answer_seconds.observe(seconds)

    def escalated(self, kind: str) -> None:
        self._escalations.labels(kind).inc()

    def written(self, outcome: Written) -> None:
        self._written.labels(outcome.value).inc()

    def called(self, usage: Usage) -> None:
        self._calls.labels(usage.purpose.value, "yes" if usage.failed else "no").inc()
        self._tokens.labels("in").inc(usage.tokens_in)
        self._tokens.labels("out").inc(usage.tokens_out)
        self._tokens.labels("cached").inc(usage.tokens_cached)
        self._cost.inc(usage.cost)
        self._model_seconds.observe(usage.seconds)

    def judged(self, helpful: bool) -> None:
        self._feedback.labels("yes" if helpful else "no").inc()


class Measured:
    """Counts each request under its route's template, so that ids make no new series."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._metrics.requests.labels(route, method, message["status"]).inc()
                self._metrics.seconds.labels(route).observe(time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, counted)


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
