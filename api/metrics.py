"""What Prometheus may know of the desk: moves, open alerts, notices, heartbeats; by site, never by home or person."""

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from care.clock import Now
from store.registry import Registry

GATEWAY: Final = "gateway/"
"""What the names of gateways' heartbeats begin with; the site follows."""
AT_ONCE: Final = 5000


class DeskMetrics(Collector):
    """The registry's counts as they are when asked; moves are counted on from where the last look ended."""

    def __init__(self, registry: Registry, now: Now) -> None:
        self._registry = registry
        self._now = now
        self._moves: Counter[tuple[str, str]] = Counter()
        self._number = 0
        self._guard = threading.Lock()

    def describe(self) -> Iterator[Metric]:
        """Name what there is without looking."""
        yield from self._families().values()

    def collect(self) -> Iterator[Metric]:
        """Look."""
        families = self._families()
        for (site, move), count in self._counted().items():
            families["moves"].add_metric([site, move], count)
        alerts = Counter((a.site, a.priority.value, a.state.value) for a in self._registry.alerts.open())
        for (site, priority, state), count in alerts.items():
            families["alerts"].add_metric([site, priority, state], count)
        for (site, channel, state), count in self._registry.notices.count().items():
            families["notices"].add_metric([site, channel.value, state.value], count)
        for name, beat in self._registry.heartbeats.all().items():
            if name.startswith(GATEWAY):
                age = (self._now() - beat.at).total_seconds()
                families["beats"].add_metric([name.removeprefix(GATEWAY)], age)
        yield from families.values()

    def _counted(self) -> Counter[tuple[str, str]]:
        with self._guard:  # several may ask at once
            if not self._number:  # all that ever were, without reading each
                counts, self._number = self._registry.alerts.count_moves()
                self._moves = Counter({(site, move.value): count for (site, move), count in counts.items()})
            while moves := self._registry.alerts.moves_after(self._number, AT_ONCE):
                self._moves.update((move.site, move.move.value) for move in moves)
                self._number = moves[-1].number
            return Counter(self._moves)

    def _families(self) -> dict[str, CounterMetricFamily | GaugeMetricFamily]:
        return {
            "moves": CounterMetricFamily(
                "mistel_desk_moves", "Moves of alerts since the registry was made", labels=["site", "move"]
            ),
            "alerts": GaugeMetricFamily(
                "mistel_alerts_open", "Alerts that are not closed", labels=["site", "priority", "state"]
            ),
            "notices": GaugeMetricFamily(
                "mistel_notices",
                "Messages to people by how far they have come, since the registry was made",
                labels=["site", "channel", "state"],
            ),
            "beats": GaugeMetricFamily(
                "mistel_gateway_heartbeat_age_seconds",
                "Since a site's gateway last said that it lives",
                labels=["site"],
            ),
        }
