"""Every Prometheus series, in one list."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

LATENCY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
TRANSACTION_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
BATCH_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Metrics:
    """The series of one worker, in a registry of its own so that two in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        self.articles = Counter("tocsin_articles", "Articles classified", ["language"], registry=registry)
        self.events = Counter("tocsin_events", "Events found, by type", ["type"], registry=registry)
        self.incidents = Counter(
            "tocsin_incidents", "Reports put to incidents, by what they did", ["change"], registry=registry
        )
        self.withdrawn = Counter("tocsin_articles_withdrawn", "Articles that their source took back", registry=registry)
        self.correlations = Counter(
            "tocsin_correlations", "Reports put to incidents, by why there", ["reason"], registry=registry
        )
        self.matches = Counter("tocsin_matches", "Subscriptions matched", registry=registry)
        self.match_candidates = Counter(
            "tocsin_match_candidates", "Subscriptions that the index proposed", registry=registry
        )
        self.match_tested = Counter(
            "tocsin_match_tested", "Candidates that were held against an incident exactly", registry=registry
        )
        self.no_country = Counter(
            "tocsin_match_no_country", "Incidents that no regional subscription could take", registry=registry
        )
        self.alerts = Counter("tocsin_alerts", "Alerts written, by tier and kind", ["tier", "kind"], registry=registry)
        self.decisions = Counter(
            "tocsin_notify_decisions", "What notify did with matches", ["reason"], registry=registry
        )
        self.dead_letters = Counter(
            "tocsin_dead_letters", "Records that could not be handled", ["stage", "reason"], registry=registry
        )
        self.latency = Histogram(
            "tocsin_alert_latency_seconds",
            "From the arrival of an article to the alert",
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )
        self.records = Counter("tocsin_records", "Records handled, by stage", ["stage"], registry=registry)
        self.stage_seconds = Counter(
            "tocsin_stage_seconds", "Seconds spent in stages' own work", ["stage"], registry=registry
        )
        self.transactions = Counter("tocsin_transactions", "Transactions, by outcome", ["outcome"], registry=registry)
        self.transaction_seconds = Histogram(
            "tocsin_transaction_seconds", "From begin to commit", buckets=TRANSACTION_BUCKETS, registry=registry
        )
        self.batch_records = Histogram(
            "tocsin_batch_records", "Records a transaction", buckets=BATCH_BUCKETS, registry=registry
        )
        self.fencings = Counter("tocsin_fencings", "Lanes that another worker took over", registry=registry)
        self.restores = Counter("tocsin_restores", "Lanes whose state was read back", registry=registry)
        self.restore_seconds = Gauge("tocsin_restore_seconds", "Duration of the last restore", registry=registry)
        self.lanes = Gauge("tocsin_lanes", "Lanes open in this worker", registry=registry)
        self.state = Gauge("tocsin_state_entries", "Entries of state in memory", ["stage"], registry=registry)
        self.subscriptions = Gauge("tocsin_subscriptions", "Subscriptions in the index", registry=registry)
        self.subscriptions_refused = Counter(
            "tocsin_subscriptions_refused", "Subscriptions on the topic that were not valid", registry=registry
        )
        self.lag = Gauge("tocsin_lag", "Records not yet handled", ["topic", "partition"], registry=registry)

    def page(self) -> bytes:
        """All series in Prometheus' text format."""
        return generate_latest(self.registry)
