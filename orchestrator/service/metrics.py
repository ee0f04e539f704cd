"""Prometheus metrics of one server process; each server has a registry of its own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

LATENCY_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
CHECK_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)

WAIT_BUCKETS = (0.1, 1.0, 10.0, 60.0, 600.0, 3600.0, 36000.0)


class Metrics:
    """What the server counts. Names of Prometheus in docs/service.md."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "orchestrator_request_seconds",
            "Time to answer, by operation and status.",
            ("operation", "status"),
            buckets=LATENCY_BUCKETS,
            registry=self.registry,
        )
        self.checks = Histogram(
            "orchestrator_check_seconds",
            "Lean's time for a check of the check service, by outcome.",
            ("outcome",),
            buckets=CHECK_BUCKETS,
            registry=self.registry,
        )
        self.check_wait = Histogram(
            "orchestrator_check_wait_seconds",
            "Time a check waited for a Lean host.",
            buckets=CHECK_BUCKETS,
            registry=self.registry,
        )
        self.judgements = Counter(
            "orchestrator_judgements", "Answers of the judge, by verdict.", ("verdict",), registry=self.registry
        )
        self.watchers = Gauge("orchestrator_watchers", "Open event streams.", registry=self.registry)
        self.watchers_dropped = Counter(
            "orchestrator_watchers_dropped", "Event streams ended because they were too slow.", registry=self.registry
        )
        self.refusals = Counter(
            "orchestrator_refusals", "Requests refused, by code.", ("code",), registry=self.registry
        )
        self.workers = Gauge("orchestrator_workers", "Workers of the engine that answer.", registry=self.registry)
        self.runs = Gauge("orchestrator_runs_at_work", "Runs that this server drives now.", registry=self.registry)
        self.runs_waiting = Gauge("orchestrator_runs_waiting", "Runs in this server's queue.", registry=self.registry)
        self.run_wait = Histogram(
            "orchestrator_run_wait_seconds",
            "Time a run waited in this server's queue.",
            buckets=WAIT_BUCKETS,
            registry=self.registry,
        )
        self.restarts = Counter(
            "orchestrator_lean_hosts_replaced",
            "Lean hosts that died, passed a limit or grew too large and were replaced, by who had them.",
            ("where",),
            registry=self.registry,
        )
        self.cached = Counter(
            "orchestrator_cache_asked",
            "Questions to what is kept in memory, by what it is and whether it was there.",
            ("cache", "found"),
            registry=self.registry,
        )
        self._replaced: dict[tuple[str, int], int] = {}
        self.spent = Gauge("orchestrator_spent_usd", "What all runs have cost.", registry=self.registry)

    def replaced(self, where: str, number: int, total: int) -> None:
        """Count what ``total`` has grown by since it was last told; a worker that started anew counts from 0 again."""
        before = self._replaced.get((where, number), 0)
        self._replaced[where, number] = total
        self.restarts.labels(where).inc(total - before if total >= before else total)

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)
