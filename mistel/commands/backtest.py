"""``mistel alerts backtest``: a rule over recordings of real homes, with its parameters as they are and changed."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import JsonValue
from rich.progress import track

from care.errors import SettingError
from evaluation.backtest import Found
from evaluation.estimates import Estimate, Result, rate
from evaluation.recorded_rules import Compared, checked, compare
from mistel.commands.files import belonging, zone_of
from mistel.commands.opened import console, notes, run, table
from simulators import mapping_file
from simulators.recording import Recording, read_surveyed
from simulators.survey import survey

SHOWN: Final = 10
_WEEK: Final = timedelta(weeks=1)


def backtest(
    files: Annotated[list[Path], typer.Argument(help="Recordings, one for each home; docs/replay.md has their forms.")],
    *,
    rule: Annotated[str, typer.Option(help="The situation whose rule is tried; docs/alerts.md lists them.")],
    changed: Annotated[
        list[str] | None, typer.Option("--set", help="parameter=value, as new; may be repeated.")
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option(help="parameter=value, as old; the rule's defaults when left out.")
    ] = None,
    zone: Annotated[str, typer.Option(help="The time zone of the files' times.")] = "Europe/Stockholm",
    mapping: Annotated[
        list[Path] | None, typer.Option(help="What the sensors of a recording are; with several, named like it.")
    ] = None,
) -> None:
    """Print how many alerts a week a rule raises in recordings, with old and new parameters, and which differ.

    Nothing is kept and nobody is called: recordings are read, judged in this process, and forgotten.
    """
    old, new = checked(rule, _values(against or [])), checked(rule, _values(changed or []))
    mappings, tz = belonging("--mapping", mapping or [], files), zone_of(zone)
    compared = []
    for file in track(files, description="Homes", console=notes, disable=len(files) == 1):
        seen = survey(file)
        mapped = mapping_file.load(mappings[file], seen) if file in mappings else None
        compared.append(run(compare(read_surveyed(seen, tz, mapped), rule, old, new)))
    _show(rule, old, new, compared)


def _values(said: Sequence[str]) -> dict[str, JsonValue]:
    values: dict[str, JsonValue] = {}
    for one in said:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise SettingError(f"'{one}' is not parameter=value, as hours=4.")
        try:
            values[name.strip()] = json.loads(value)
        except ValueError:
            values[name.strip()] = value.strip()
    return values


def _show(rule: str, old: Mapping[str, JsonValue], new: Mapping[str, JsonValue], compared: Sequence[Compared]) -> None:
    console.print(f"old: {_words(old)}\nnew: {_words(new)}", markup=False, highlight=False, soft_wrap=True)
    table(
        f"{rule}: alerts, and alerts a week with 95 % interval",
        ("home", "days", "old", "a week", "new", "a week"),
        [_row(one) for one in compared] + ([_total(compared)] if len(compared) > 1 else []),
    )
    for one in compared:
        _difference(one.recording, "only old", one.gone)
        _difference(one.recording, "only new", one.added)
    if any(len(one.old.found) + len(one.new.found) for one in compared):
        console.print(
            "A lower number is not a better rule: whether each alert was right, recordings alone do not say.",
            highlight=False,
            soft_wrap=True,
        )


def _row(one: Compared) -> tuple[str, ...]:
    return (
        one.recording.path.name,
        f"{one.old.lasted / timedelta(days=1):.1f}",
        str(len(one.old.found)),
        _rate(one.old.a_week),
        str(len(one.new.found)),
        _rate(one.new.a_week),
    )


def _total(compared: Sequence[Compared]) -> tuple[str, ...]:
    lasted = sum((one.old.lasted for one in compared), timedelta())
    old, new = sum(len(one.old.found) for one in compared), sum(len(one.new.found) for one in compared)
    first, second = (_rate(rate(count, lasted / _WEEK, unit="a week")) for count in (old, new))
    return (f"{len(compared)} homes", f"{lasted / timedelta(days=1):.1f}", str(old), first, str(new), second)


def _rate(result: Result) -> str:
    if isinstance(result, Estimate):
        return f"{result.value:.2f} ({result.low:.2f}-{result.high:.2f})"
    return result.why


def _difference(recording: Recording, title: str, found: Sequence[Found]) -> None:
    for one in found[:SHOWN]:
        ended = f" to {one.end.astimezone(recording.zone):%m-%d %H:%M}" if one.end else ", going on at the end"
        console.print(
            f"  {title}  {recording.path.name}  {one.onset.astimezone(recording.zone):%Y-%m-%d %H:%M}{ended}",
            markup=False,
            highlight=False,
        )
    if len(found) > SHOWN:
        console.print(f"  {title}  {recording.path.name}  and {len(found) - SHOWN} more", markup=False, highlight=False)


def _words(values: Mapping[str, JsonValue]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items()) or "the rule's defaults"
