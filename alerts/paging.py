"""Which alerts call people: what the board's sound and escalation go by."""

from care.alerts import Alert, State


def pages(alert: Alert) -> bool:
    """Tell whether somebody must be called for this alert now.

    True while it goes on and nobody has answered. False for what is put aside (shelved, suppressed, out of service),
    hidden under its cause, told at the handover only, reported by a person, not borne out, or over (escalation goes on
    for some of those that are over, see ``alerts.escalation``).
    """
    return alert.state is State.UNACKNOWLEDGED and not alert.handover and alert.borne_out and alert.inhibited_by is None
