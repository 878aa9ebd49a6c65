"""What comes late is judged all the same, whatever is killed: the judge on the real registry and journal."""

from datetime import timedelta
from pathlib import Path

import pytest

from alerts.rules.emergency_button import EmergencyButton
from care.alerts import Move
from care.clock import ClockKind
from care.errors import StoreError
from care.people import Resident
from gateway.judge import Judge
from tests.gateway.judged import NIGHT, judged, opens, presses, tick, told

LEFT, BUTTON = "left_home_at_night", "emergency_button"


async def test_an_own_clock_home_is_judged_again_at_its_next_tick_before_that_moves_it(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        await site.come(told(-1), tick(5))
        await site.settle()
        await site.come(opens(0), tick(20))
        await site.settle()
        assert site.found() == [(LEFT, 10, False)]  # its time had not been judged
        assert site.reader.judged() == {"h1": NIGHT + timedelta(minutes=20)}
        assert site.judge.looks.late == {}


async def test_what_comes_after_the_last_tick_is_judged_when_the_home_is_idle(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        await site.come(told(-1), tick(60))
        await site.settle()
        await site.come(opens(0))
        await site.settle()
        assert site.found() == []
        site.wall += timedelta(seconds=3)
        await site.settle()
        assert site.found() == [(LEFT, 10, True)]


async def test_an_event_that_refutes_an_alert_takes_it_back(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        await site.come(opens(0), tick(60))
        await site.settle()
        await site.come(told(3), tick(61))
        await site.settle()
        (alert,) = site.alerts()
        assert (alert.borne_out, [m.move for m in site.registry.alerts.moves(alert.id)]) == (
            False,
            [Move.RAISE, Move.WITHDRAW],
        )


async def test_a_wall_clock_home_waits_until_nothing_late_comes_and_is_looked_at_once(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(60, told(59))
        await site.come(opens(0, by=60), presses(2, by=60), told(30, by=60))
        await site.settle()
        assert site.found() == []
        site.wall += timedelta(seconds=1)
        await site.settle()
        assert site.found() == [(BUTTON, 2, True), (LEFT, 10, True)]
        assert all(alert.handover for alert in site.alerts())


async def test_a_fresh_press_a_moment_too_late_is_on_the_desk_at_once_and_for_the_pager(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(1, told(0.9))
        await site.come(presses(0.85, by=0.2))
        await site.settle()
        (alert,) = site.alerts()
        assert (alert.situation, alert.found_late, alert.handover) == (BUTTON, False, False)
        await site.go(2)
        assert site.alerts() == [alert]


async def test_while_a_home_waits_for_its_look_a_press_in_time_does_not_wait(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(60, told(59))
        await site.come(opens(0, by=60), presses(61))
        site.at(61)
        await site.judge.go_on()
        assert site.found() == [(BUTTON, 61, False)]
        await site.go(62)
        assert (BUTTON, 61, False) in site.found()


async def test_a_home_with_a_device_that_is_always_late_is_not_held_up_for_ever(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(60, told(59), opens(59.5))
        for step in range(80):
            site.wall += timedelta(seconds=0.1)
            await site.come(told(30 + step / 600, by=30))
            await site.settle()
        assert site.judge.timelines["h1"].judged is not None
        assert site.judge.timelines["h1"].judged > NIGHT + timedelta(minutes=60)


@pytest.mark.parametrize("clock", ClockKind)
async def test_a_late_press_kept_just_before_a_kill_is_found_after_the_restart(
    tmp_path: Path, clock: ClockKind
) -> None:
    async with judged(tmp_path, clock) as site:
        await site.go(60, told(59), *([tick(60)] if clock is ClockKind.OWN else []))
        await site.come(presses(2, by=58))
        site.start()  # the one before never saw it
        await site.go(61)
        assert site.found() == [(BUTTON, 2, True)]
        assert site.judge.looks.late == {}


async def test_a_home_that_waits_for_its_look_still_waits_after_a_kill(tmp_path: Path) -> None:
    async with judged(tmp_path, homes=["h1", "h2"]) as site:
        await site.come(told(-1), tick(60))
        await site.settle()
        await site.come(
            opens(0), told(1, home="h2"), tick(9, home="h2")
        )  # h2 moves: what was seen is kept, and that h1 waits
        await site.settle()
        assert site.reader.late(site.reader.last_seq()) == {"h1": NIGHT}
        site.start()
        await site.settle()
        assert site.found() == [(LEFT, 10, True)]
        assert site.reader.late(site.reader.last_seq()) == {}


async def test_a_kill_between_the_desk_and_the_journal_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with judged(tmp_path) as site:
        await site.come(opens(0), tick(60))
        await site.settle()
        await site.come(told(3), opens(20))
        await site.settle()

        async def killed(*args: object, **named: object) -> None:
            raise RuntimeError("killed")

        with monkeypatch.context() as patched:
            patched.setattr(site.journal, "judged", killed)
            await site.come(tick(61))
            with pytest.raises(RuntimeError, match="killed"):
                await site.settle()
        before = [(a.onset, a.borne_out, a.version) for a in site.alerts()]
        site.start()
        await site.settle()
        assert [(a.onset, a.borne_out, a.version) for a in site.alerts()] == before
        assert site.found() == [(LEFT, 30, False)]


async def test_while_the_desk_cannot_keep_what_a_look_found_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.judge.RETRY_SECONDS", 0.001)
    async with judged(tmp_path) as site:
        await site.come(told(-1), tick(60))
        await site.settle()
        await site.come(opens(0))
        await site.settle()
        revise, tries = site.judge.desk.revise, []

        def full(*args: object, **named: object) -> object:
            tries.append(args)
            if len(tries) < 3:
                raise StoreError("the disk is full")
            return revise(*args, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(site.judge.desk, "revise", full)
        await site.come(tick(61))
        await site.settle()
        assert (len(tries), site.found()) == (3, [(LEFT, 10, True)])


async def test_a_home_whose_facts_change_amid_its_look_is_judged_by_the_new_ones(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        await site.come(told(-1), tick(60))
        await site.settle()
        await site.come(opens(0))
        await site.settle()
        await site.come(tick(61))
        await site.judge.go_on()  # its turn has come, and its first slice is done
        assert site.judge.looks.parks("h1")
        own = {"left_home_at_night": {"quiet_minutes": 5}}
        site.registry.places.add_resident(Resident(id="r2", home="h1", parameters=own))
        await site.come(tick(62))
        await site.settle()
        assert site.found() == [(LEFT, 5, True)]
        assert site.reader.judged() == {"h1": NIGHT + timedelta(minutes=62)}


async def test_what_is_late_in_a_home_that_cannot_be_judged_waits_until_it_can(tmp_path: Path) -> None:
    async with judged(tmp_path, homes=["h1", "h2"]) as site:
        await site.come(told(-1), tick(60), tick(9, home="h2"))
        await site.settle()
        bad = {"left_home_at_night": {"quiet_minutes": "ten"}}
        site.registry.places.add_resident(Resident(id="r2", home="h1", parameters=bad))
        await site.come(opens(0), tick(61), presses(10, home="h2"), tick(11, home="h2"))
        await site.settle()
        assert "h1" not in site.judge.timelines
        assert site.found() == [("not_judged", 0, False)]
        assert site.found("h2") == [(BUTTON, 10, False)]
        assert site.reader.late(site.reader.last_seq()) == {"h1": NIGHT}
        site.start()
        await site.go(1)
        assert len(site.alerts()) == 1
        assert site.reader.late(site.reader.last_seq()) == {"h1": NIGHT}


async def test_a_rule_that_fails_is_logged_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("alerts.rules.left_home_at_night.LeftHomeAtNight.see", fails)
    async with judged(tmp_path) as site:
        await site.come(presses(1), told(1), tick(60))
        await site.settle()
        assert site.found() == [(BUTTON, 1, False)]
    assert "the rule left_home_at_night failed at home h1" in caplog.text


async def test_a_home_that_can_be_judged_again_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with judged(tmp_path) as site:
        with monkeypatch.context() as patched:
            bad = {"left_home_at_night": {"quiet_minutes": "ten"}}
            site.registry.places.add_resident(Resident(id="r2", home="h1", parameters=bad))
            site.start()
            await site.settle()
            patched.setattr("gateway.judge.build", lambda household, _: [EmergencyButton(household)])
            site.wall += timedelta(minutes=5)
            site.start()
            await site.settle()
        (alert,) = site.alerts()
        assert (alert.situation, alert.onset, alert.end) == ("not_judged", NIGHT, NIGHT + timedelta(minutes=5))


def test_a_judge_that_was_never_told_of_a_session_lets_nothing_go() -> None:
    assert Judge.held_until.year == 9999
