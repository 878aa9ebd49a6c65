"""Counts for Prometheus."""

from collections.abc import Iterator
from typing import Final

from fastapi import Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from api.access.rule import SCRAPER, Routes
from api.access.visitor import Guest, Here
from api.sight import measured_sites

routes: Final = Routes("/metrics", "metrics")


@routes.get("", access=SCRAPER, response_class=Response)
def metrics(here: Here, guest: Guest) -> Response:
    """Give the counts in Prometheus' text form: of your organisations' sites, or of all to who has the scrape token."""
    return Response(
        generate_latest(_Seen(here.metrics, measured_sites(here, guest))), media_type=CONTENT_TYPE_PLAIN_0_0_4
    )


class _Seen(CollectorRegistry):
    """A registry as it is seen by somebody who may know of these sites only."""

    def __init__(self, registry: CollectorRegistry, sites: frozenset[str]) -> None:
        super().__init__()
        self._whole = registry
        self._sites = sites

    def collect(self) -> Iterator[Metric]:
        """Give every family, with the samples of these sites and those of no site."""
        for family in self._whole.collect():
            seen = Metric(family.name, family.documentation, family.type, family.unit)
            seen.samples = [
                s for s in family.samples if s.labels.get("site") is None or s.labels["site"] in self._sites
            ]
            yield seen
