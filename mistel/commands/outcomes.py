"""What became of a replay, home by home, in words."""

from collections import Counter
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console

from care.alerts import Alert
from evaluation.replays import Outcome
from simulators.ordering import First
from simulators.recording import Recording

SHOWN: Final = 10


def say(console: Console, outcome: Outcome, zone: ZoneInfo) -> None:
    """Print one home's outcome; alerts in the ``zone`` of its site."""
    recording, home = outcome.replay.recording, outcome.replay.home
    since, until = (f"{at.astimezone(recording.zone):%Y-%m-%d}" for at in (recording.start, recording.end))
    lines = [f"Home {home}: {recording.path.name} ({recording.form.name}), {recording.rows} rows, {since} to {until}"]
    lines.append(f"  sent      {recording.sent}")
    lines.append(f"  kept      {outcome.new} new, {outcome.already} were there already")
    lines += _missing(outcome)
    lines += _unsent(recording)
    lines += [*_in_words(recording.late, "out of order, put in their place", recording)]
    lines += [*_in_words(recording.twice, "told a second time in the file, kept once", recording)]
    lines += _labels(recording)
    lines += _alerts(outcome.alerts, zone)
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _missing(outcome: Outcome) -> list[str]:
    lines = [f"  refused   {outcome.missing}"]
    if outcome.missing:
        path = outcome.replay.recording.path.name
        named = ", ".join(f"{path}:{line}" for line in outcome.lines)
        more = f" and {outcome.missing - len(outcome.lines)} more" if outcome.missing > len(outcome.lines) else ""
        lines.append(f"            {named}{more}")
        lines += [f"            {times} x {says}" for says, times in outcome.refused]
        if not outcome.refused:
            lines.append(
                "            and no reason was given: look at the log of the running instance, then run it again"
            )
    return lines


def _unsent(recording: Recording) -> list[str]:
    rows = sum(one.rows for one in recording.unsent)
    lines = [f"  not sent  {rows} rows"] if rows else []
    return lines + [
        f"            {one.rows} of {one.sensor} (first {recording.path.name}:{one.line}): {one.reason}"
        for one in recording.unsent
    ]


def _in_words(first: First, says: str, recording: Recording) -> list[str]:
    if not first.count:
        return []
    return [f"  put right {first.count} {says} (first {recording.path.name}:{first.line})"]


def _labels(recording: Recording) -> list[str]:
    counted = Counter(label.label for label in recording.labels)
    lines = []
    if counted:
        named = ", ".join(f"{times} {label}" for label, times in counted.most_common())
        lines.append(f"  labels    {len(recording.labels)}: {named}")
    return lines + [f"            {recording.path.name}, {odd}" for odd in recording.odd]


def _alerts(alerts: tuple[Alert, ...], zone: ZoneInfo) -> list[str]:
    counted = Counter(alert.situation for alert in alerts)
    named = ", ".join(f"{times} {situation}" for situation, times in counted.most_common())
    lines = [f"  alerts    {len(alerts)}{': ' if named else ''}{named}"]
    for alert in alerts[:SHOWN]:
        end = f" to {alert.end.astimezone(zone):%m-%d %H:%M}" if alert.end else ", going on"
        lines.append(f"            {alert.onset.astimezone(zone):%Y-%m-%d %H:%M} {alert.situation}{end}")
    if len(alerts) > SHOWN:
        lines.append(f"            and {len(alerts) - SHOWN} more on its page")
    return lines
