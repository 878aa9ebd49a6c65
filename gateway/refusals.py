"""Telling a device why what it said was refused, without letting one that shouts cost us more than it should."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

from care.events import Refusal
from devices import topics
from gateway.session import Session

MOST_A_BATCH: Final = 20
"""Notices to one connection for each batch of messages; all refusals are kept and counted in the journal."""


class RefusalNotices:
    """Publishes refusals on the connection's own ``…/refused``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tell(self, refusals: Sequence[Refusal]) -> None:
        """Tell each connection its refusals, the first ``MOST_A_BATCH`` of this batch."""
        told: Counter[str] = Counter()
        for refusal in refusals:
            if not refusal.connection or not refusal.home:
                continue  # a topic that names nobody: there is nobody to tell
            told[refusal.connection] += 1
            if told[refusal.connection] > MOST_A_BATCH:
                continue
            body = {
                "topic": refusal.topic,
                "reason": refusal.reason,
                "field": refusal.field,
                "says": refusal.says,
                "mend": refusal.mend,
                "received": refusal.received.isoformat(),
            }
            self._session.publish(
                topics.refused(refusal.site, refusal.home, refusal.connection),
                json.dumps(body, ensure_ascii=False).encode(),
            )
