"""The registry: who lives where with what, who may log in, the alerts and what staff did, runs and their truth."""

from store.registry.alerts import Alerts
from store.registry.changes import Change
from store.registry.descriptions import Uploaded
from store.registry.heartbeats import Heartbeat
from store.registry.people import SessionRow, TokenRow
from store.registry.registry import Registry
from store.registry.runs import Run, RunState

__all__ = ["Alerts", "Change", "Heartbeat", "Registry", "Run", "RunState", "SessionRow", "TokenRow", "Uploaded"]
