"""Contacts, rotas and chains as files: the examples hold; every mistake is named with file, line and what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.duty import read, read_text
from api.duty.files import LARGEST
from care.duty import Chain, Channel, DutyBook
from care.errors import Refused, ScenarioError
from care.rota import Rota
from care.situations import Priority
from store.registry.duty import DutyKind

EXAMPLES = Path(__file__).parents[2] / "examples" / "duty"
CONTACTS, ROTA, CHAIN = ((EXAMPLES / f"{kind.value}.yaml").read_text() for kind in DutyKind)


def book() -> DutyBook:
    """Give the book of the examples."""
    made = DutyBook()
    for kind in DutyKind:
        content, _text = read(kind, EXAMPLES / f"{kind.value}.yaml", made)
        if isinstance(content, list):
            made = made.model_copy(update={"contacts": {one.id: one for one in content}})
        elif isinstance(content, Rota):
            made = made.model_copy(update={"rotas": {content.id: content}})
        else:
            made = made.model_copy(update={"chain": content})
    return made


def test_the_examples_make_a_book() -> None:
    made = book()
    assert isinstance(made.chain, Chain)
    assert list(made.contacts) == ["anna", "bo", "chef", "larmcentral"]
    assert made.rotas["nurses"].on_duty(datetime(2026, 12, 24, 20, tzinfo=UTC), ZoneInfo("Europe/Stockholm")) == (
        "anna",
        "chef",
    )
    high = made.ladder(Priority.HIGH)
    assert high is not None
    assert [(step.whom, step.after, step.by) for step in high.steps] == [
        ("rota nurses", timedelta(0), (Channel.NTFY, Channel.SMS)),
        ("contact chef", timedelta(minutes=2), (Channel.SMS, Channel.EMAIL)),
        ("contact larmcentral", timedelta(minutes=3), (Channel.WEBHOOK,)),
    ]
    assert made.ladder(Priority.LOW) is None


@pytest.mark.parametrize(
    ("kind", "old", "new", "says"),
    [
        (
            "contacts",
            "id: bo",
            "id: anna",
            "contacts.yaml:7: contacts.1.id: there is another 'anna'; give each an id of it",
        ),
        (
            "contacts",
            "id: bo",
            "id: Bo",
            "contacts.yaml:7: contacts.1.id: string should match pattern '^[a-z0-9-]{1,32}$",
        ),
        (
            "contacts",
            '"+46701234502"',
            "0701234502",
            "contacts.yaml:10: contacts.1.phone: 701234502 is no number; write it in quotes",
        ),
        (
            "contacts",
            '"+46701234502"',
            '"070-1234502"',
            "contacts.yaml:10: contacts.1.phone: 070-1234502 is no number; write it in quot",
        ),
        ("contacts", "bo@kommun.example", "bo", "contacts.yaml:9: contacts.1.email: 'bo' is no e-mail address."),
        (
            "contacts",
            "solgarden-anna",
            "https://n/t",
            "contacts.yaml:5: contacts.0.ntfy: 'https://n/t' is no topic; use up to 64 lett",
        ),
        (
            "contacts",
            "https://larm",
            "http://larm",
            "contacts.yaml:19: contacts.3.webhook: write it as https://host/path; a token s",
        ),
        (
            "contacts",
            "https://larm",
            "https://u:p@larm",
            "contacts.yaml:19: contacts.3.webhook: write it as https://host/path; a token s",
        ),
        (
            "contacts",
            "    webhook: https://larm.example/mistel\n",
            "",
            "contacts.yaml:16: contacts.3.id: nothing reaches 'larmcentral'; give an email,",
        ),
        ("contacts", "email: bo@", "mail: bo@", "contacts.yaml:9: unknown key 'mail'; did you mean 'email'?"),
        (
            "rota",
            '"21:00"\n    to: "07:00"',
            '"22:00"\n    to: "07:00"',
            "rota.yaml:4: nobody is on duty from Monday 21:00 to Monday 22:00, and 6 more t",
        ),
        (
            "rota",
            'to: "07:00"\n    who: anna',
            'to: "06:30"\n    who: anna',
            "rota.yaml:4: nobody is on duty from Monday 06:30 to Monday 07:00, and 6 more t",
        ),
        (
            "rota",
            'days: every day\n    from: "21:00"',
            'days: mon-sat\n    from: "21:00"',
            "rota.yaml:4: nobody is on duty from Sunday 21:00 to Monday 07:00; add a shift",
        ),
        (
            "rota",
            "who: anna\n",
            "who: bo\n    week: 2\n",
            "rota.yaml:13: shifts.1.week: the rota has 1 weeks; add 'weeks:' or change this",
        ),
        (
            "rota",
            'to: "21:00"\n    who: bo',
            'to: "21:30"\n    who: anna',
            "rota.yaml:4: anna is on two shifts at once, from Monday 07:00 and from Monday ",
        ),
        (
            "rota",
            '"07:00"\n    to: "21:00"',
            '07:00\n    to: "21:00"',
            'rota.yaml:6: shifts.0.from: 07:00 must stand in quotes, as "23:40".',
        ),
        (
            "rota",
            "every day",
            "everyday",
            "rota.yaml:5: shifts.0.days: 'everyday' is no day; write every day, mon-fri, or",
        ),
        ("rota", "who: bo", "who: boo", "rota.yaml:8: there is no contact 'boo'; did you mean bo?"),
        (
            "rota",
            "[anna, chef]",
            "[anna, lisa]",
            "rota.yaml:16: there is no contact 'lisa'; known are anna, bo, chef, larmcentra",
        ),
        (
            "rota",
            '"2026-12-25 07:00"',
            '"2026-12-23 07:00"',
            "rota.yaml:14: instead.0: must end after it begins, at most 14 days later.",
        ),
        (
            "rota",
            '"2026-12-25 07:00"',
            "2026-12-25 07:00",
            'rota.yaml:15: instead.0.to: 2026-12-25 07:00 must stand in quotes, as "2026-12',
        ),
        (
            "rota",
            "name:",
            "weeks: 2\nname:",
            "rota.yaml:3: weeks: with several weeks say when week 1 begins: add begins, as ",
        ),
        (
            "rota",
            "name:",
            'begins: "2026-02-02"\nends: "2026-02-01"\nname:',
            "rota.yaml:4: ends: the rota ends before it begins.",
        ),
        ("rota", '    from: "07:00"', '    start: "07:00"', "rota.yaml:5: 'shifts.0.from' is missing; add it."),
        (
            "chain",
            "rota nurses\n      by: [ntfy",
            "rota nurse\n      by: [ntfy",
            "chain.yaml:5: there is no rota 'nurse'; did you mean nurses?",
        ),
        (
            "chain",
            'contact chef\n      after: "2 min"',
            'contact boss\n      after: "2 min"',
            "chain.yaml:7: there is no contact 'boss'; did you mean bo?",
        ),
        (
            "chain",
            "tell: rota nurses\n      by: [ntfy, sms]",
            "tell: nurses\n      by: sms",
            "chain.yaml:5: high.steps.0.tell: 'nurses' is nobody; write 'rota NAME', 'conta",
        ),
        (
            "chain",
            "[ntfy, sms]",
            "[ntfy]",
            "chain.yaml:6: bo has no ntfy; add it to the contacts, or tell them otherwise.",
        ),
        (
            "chain",
            "[ntfy, sms]",
            "[pager]",
            "chain.yaml:6: high.steps.0.by.0: input should be 'board', 'email', 'sms', 'ntf",
        ),
        ("chain", '"2 min"', "2 min", 'chain.yaml:8: high.steps.1.after: 2 min must stand in quotes, as "40 min".'),
        ("chain", '"2 min"', '"2 m"', 'chain.yaml:8: high.steps.1.after: "2 m" is not a duration; write it with d, h,'),
        ("chain", '"5 min"', '"5 s"', "chain.yaml:13: high.again_after: must be from 30 s to a day."),
        ("chain", "low: board", "", "chain.yaml:1: 'low' is missing; add it."),
        (
            "chain",
            "medium:\n",
            "medium: board\nold:\n",
            "chain.yaml:16: unknown key 'old'; known here: chain, high, medium, low.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(kind: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    text = dict(zip(DutyKind, (CONTACTS, ROTA, CHAIN), strict=True))[DutyKind(kind)]
    assert old in text
    path = tmp_path / f"{kind}.yaml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ScenarioError) as error:
        read(DutyKind(kind), path, book())
    assert says in str(error.value)


def test_a_chain_that_ends_nowhere_is_refused() -> None:
    nowhere = 'chain: N\nhigh:\n  steps:\n    - {tell: "rota nurses", by: board}\nmedium: board\nlow: board\n'
    with pytest.raises(Refused, match=r"chain.yaml:3: the chain ends nowhere: no step reaches outward"):
        read_text(DutyKind.CHAIN, nowhere, book())
    with pytest.raises(Refused, match=r"chain.yaml:2: high: a chain must tell somebody of what is urgent"):
        read_text(DutyKind.CHAIN, "chain: N\nhigh: board\nmedium: board\nlow: board\n", book())
    everybody = "chain: N\nhigh:\n  steps:\n    - {tell: everybody, by: sms}\nmedium: board\nlow: board\n"
    with pytest.raises(Refused, match=r"chain.yaml:4: the chain ends nowhere: there are no contacts"):
        read_text(DutyKind.CHAIN, everybody, DutyBook())


def test_a_contact_that_is_needed_cannot_be_left_out() -> None:
    without = CONTACTS.replace("id: bo", "id: bosse")
    with pytest.raises(Refused, match=r"contacts.yaml:1: rota nurses: there is no contact 'bo'"):
        read_text(DutyKind.CONTACTS, without, book())
    with pytest.raises(Refused, match=r"contacts.yaml:1: the chain: bo has no ntfy or sms; add it"):
        read_text(DutyKind.CONTACTS, CONTACTS.replace('    phone: "+46701234502"\n', ""), book())


def test_two_weeks_are_told_apart_in_a_file() -> None:
    text = """
rota: weekends
name: Weekends
begins: "2026-11-02"
weeks: 2
shifts:
  - {days: mån-fre, from: "00:00", to: "00:00", who: bo}
  - {days: "lör, sön", week: 1, from: "00:00", to: "00:00", who: anna}
  - {days: [sat, sun], week: [2], from: "00:00", to: "00:00", who: chef}
"""
    rota = read_text(DutyKind.ROTA, text, book())
    assert isinstance(rota, Rota)
    zone = ZoneInfo("Europe/Stockholm")
    on = [rota.on_duty(datetime(2026, 11, day, 12, tzinfo=UTC), zone) for day in (6, 7, 14, 21)]
    assert on == [("bo",), ("anna",), ("chef",), ("anna",)]


def test_a_file_that_is_far_too_long_is_not_read() -> None:
    with pytest.raises(Refused, match="over 60000 signs"):
        read_text(DutyKind.ROTA, "#" * (LARGEST + 1), book())


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "rota: [", "rota: &a 1\n", "\x00"])
def test_what_is_no_such_file_is_refused_and_nothing_else(text: str) -> None:
    with pytest.raises(Refused, match=r"rota.yaml:\d"):
        read_text(DutyKind.ROTA, text, book())
