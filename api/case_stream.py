"""The stream of an alert's page: who has it, and how the home is now, as often as anything changes."""

from collections.abc import Mapping
from typing import Final

from api.cases import CaseView, show
from api.parts_stream import PartStreams
from api.platform import Platform
from care.clock import ClockKind
from dashboards.directory import Directory
from dashboards.rendering import render

PARTS: Final = {"case": "case.html", "now": "case_now.html", "done": "case_done.html"}
"""What the stream swaps, by the id of its element, and its template."""


class CaseStreams(PartStreams[CaseView]):
    """All open pages of alerts in this process; ``run`` must run for them to move."""

    def __init__(self, platform: Platform, directory: Directory) -> None:
        super().__init__(platform, _CasePage(platform, directory))


class _CasePage:
    """An alert's page in its parts."""

    def __init__(self, platform: Platform, directory: Directory) -> None:
        self._platform = platform
        self._directory = directory

    def home(self, view: CaseView) -> tuple[str, str]:
        """Give the alert's site, and its home where that has a clock of its own."""
        registry = self._platform.registry
        alert = registry.alerts.get(view.alert)
        own = alert.home is not None and registry.places.home(alert.home).clock is ClockKind.OWN
        return alert.site, alert.home or "" if own else ""

    def told(self, view: CaseView) -> tuple[int, int]:
        """Give the newest move, and what devices told last."""
        registry = self._platform.registry
        return registry.alerts.last_move(), self._platform.reader(registry.alerts.get(view.alert).site).last_seq()

    def parts(self, view: CaseView) -> Mapping[str, str]:
        """Render the parts."""
        shown = show(self._platform, self._directory, view)
        return {name: render(template, view.language, case=shown) for name, template in PARTS.items()}
