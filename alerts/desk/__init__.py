"""The desk: the only way to change an alert, for rules and for people.

Every change is one compare-and-set in the registry, kept with who and when; each call blocks for that long. ``now`` is
the wall's time. What a part does stands in a file of its own: what rules find (``rules``), what people do with one
alert (``people``), what is done against needless calls
(``quiet``), and what solutions under test tell (``solutions``).
"""

from typing import Final

from alerts.desk.people import FromPeople
from alerts.desk.quiet import Quiet
from alerts.desk.rules import HANDOVER_AFTER
from alerts.desk.solutions import FromSolutions

__all__: Final = ["HANDOVER_AFTER", "Desk"]


class Desk(FromSolutions, FromPeople, Quiet):
    """Takes what rules and solutions find and what people do to alerts."""
