"""How alerts lie in the registry's tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from care.alerts import Alert, Seen
from care.people import NOBODY
from store.registry import tables as t
from store.registry.rows import not_found


def to_alert(row: Mapping[Any, Any]) -> Alert:
    """Give the alert of a row."""
    home, resident = row["home"], row["resident"]
    return Alert.model_validate(
        {
            **row,
            "home": None if home == NOBODY else home,
            "resident": None if resident == NOBODY else resident,
        }
    )


def to_row(alert: Alert) -> dict[str, Any]:
    """Give an alert's row."""
    return {
        **alert.model_dump(exclude={"seen", "closing"}),
        "home": alert.home or NOBODY,
        "resident": alert.resident or NOBODY,
        "seen": to_seen(alert.seen),
        "closing": None if alert.closing is None else alert.closing.model_dump(mode="json"),
    }


def to_seen(seen: Sequence[Seen]) -> list[dict[str, Any]]:
    """Give how what was seen lies in its column."""
    return [one.model_dump(mode="json") for one in seen]


def get(db: Connection, alert_id: str) -> Alert:
    """Read an alert; raises NotFound."""
    row = db.execute(select(t.alerts).filter_by(id=alert_id)).mappings().first()
    if row is None:
        raise not_found("alert", id=alert_id)
    return to_alert(row)


def same(db: Connection, alert: Alert) -> Alert | None:
    """Read the alert that is the same one: of one site, source, home, resident, situation and onset."""
    identity = {
        name: value
        for name, value in to_row(alert).items()
        if name in {"site", "source", "home", "resident", "situation", "onset"}
    }
    row = db.execute(select(t.alerts).filter_by(**identity)).mappings().first()
    return None if row is None else to_alert(row)
