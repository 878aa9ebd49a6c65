"""What Prometheus may know of gateways: counts by site, never by home or device, never a reading.

Everything is looked up when it is asked for, so that counting costs the way in nothing. docs/operations.md lists it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from care.clock import ClockKind
from gateway.ingest import Ingest
from gateway.site import SiteGateway

COUNTED: Final = {
    "messages": ("mistel_messages", "Messages taken and acknowledged since the process started"),
    "events": ("mistel_events_kept", "Events kept since the process started"),
    "duplicates": ("mistel_events_duplicate", "Events that were there already since the process started"),
}
"""What the way in counts: its own name, the metric's, and what it is."""


class GatewayMetrics(Collector):
    """The gateways of this process, as they are when asked."""

    def __init__(self, gateways: Callable[[], Iterable[SiteGateway]]) -> None:
        self._gateways = gateways

    def describe(self) -> Iterator[Metric]:
        """Name what there is without asking any gateway."""
        return self._families(())

    def collect(self) -> Iterator[Metric]:
        """Ask every gateway."""
        return self._families(self._gateways())

    def _families(self, gateways: Iterable[SiteGateway]) -> Iterator[Metric]:
        counters = {key: CounterMetricFamily(name, says, labels=["site"]) for key, (name, says) in COUNTED.items()}
        refusals = CounterMetricFamily(
            "mistel_refusals", "Messages refused since the journal was made", labels=["site", "reason"]
        )
        breaches = CounterMetricFamily(
            "mistel_description_breaches",
            "Readings that a device's description does not allow, since the process started",
            labels=["site", "rule", "mode"],
        )
        connected = GaugeMetricFamily(
            "mistel_broker_connected", "1 while the gateway is subscribed at the broker", labels=["site"]
        )
        keeps = GaugeMetricFamily("mistel_journal_writable", "1 while the journal can keep", labels=["site"])
        queue = GaugeMetricFamily(
            "mistel_queue_length", "Messages that came and are not taken yet", labels=["site", "queue"]
        )
        position = GaugeMetricFamily(
            "mistel_follower_position", "Arrival number that a follower has done", labels=["site", "follower"]
        )
        behind = GaugeMetricFamily(
            "mistel_follower_lag_events", "Events that a follower has not done", labels=["site", "follower"]
        )
        waits = GaugeMetricFamily(
            "mistel_follower_lag_seconds",
            "How long the oldest event that it has not done waits",
            labels=["site", "follower"],
        )
        judged = GaugeMetricFamily(
            "mistel_judged_timestamp_seconds",
            "Event time to which a site's homes are judged: the home furthest behind (first) and ahead (last)",
            labels=["site", "home_clock", "edge"],
        )
        for gateway in gateways:
            ingest, site = gateway.ingest, gateway.site
            connected.add_metric([site], 0 if ingest is None else ingest.session.connected.is_set())
            if ingest is None:
                continue
            for key, counter in counters.items():
                counter.add_metric([site], ingest.counted[key])
            for reason, count in ingest.reader.refusals_by_reason().items():
                refusals.add_metric([site, reason], count)
            for (rule, mode), count in list(ingest.described.counted.items()):
                breaches.add_metric([site, rule, mode], count)
            keeps.add_metric([site], not ingest.trouble)
            queue.add_metric([site, "messages"], len(ingest.session.waiting))
            for following in gateway.report().followers:
                position.add_metric([site, following.name], following.position)
                behind.add_metric([site, following.name], following.behind)
                waits.add_metric([site, following.name], following.waits.total_seconds())
            for clock, moments in _by_clock(ingest).items():
                judged.add_metric([site, clock, "first"], min(moments))
                judged.add_metric([site, clock, "last"], max(moments))
        yield from counters.values()
        yield from (refusals, breaches, connected, keeps, queue, position, behind, waits, judged)


def _by_clock(ingest: Ingest) -> dict[str, list[float]]:
    """Give how far homes are judged, as seconds since 1970, by the kind of their clock."""
    own = ingest.directory.known.own_clock
    by_clock: dict[str, list[float]] = defaultdict(list)
    for home, moment in ingest.reader.judged().items():
        by_clock[ClockKind.OWN if home in own else ClockKind.WALL].append(moment.timestamp())
    return by_clock
