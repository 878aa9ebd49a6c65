"""From a command that staff ask for to what the device answers, with the gateway between, on both brokers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.clock import ClockKind, wall_now
from care.commands import Answer, Command, CommandState, Outcome
from care.errors import Conflict, NotFound, Reason
from devices.client import DeviceClient
from store.registry import Registry
from store.registry.commands import MOST_OPEN
from tests.brokers import on_both
from tests.gateway.at_a_site import LOGIN, AtASite, at_a_site, furnish

ASKED = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def command(number: int = 1, *, asked: datetime = ASKED, seconds: float = 60, device: str = "button") -> Command:
    return Command(
        id=f"k-{number}",
        site="a",
        home="h1",
        connection=LOGIN.user,
        device=device,
        name="reminder.show",
        arguments={"text": "Lunch"},
        by="anna",
        asked=asked,
        until=asked + timedelta(seconds=seconds),
    )


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as opened:
        furnish(opened, ClockKind.WALL)
        yield opened


def state(registry: Registry, number: int = 1) -> CommandState:
    return registry.commands.get("h1", f"k-{number}").state


async def is_answered(site: AtASite, number: int) -> Command:
    ended = {CommandState.DONE, CommandState.REFUSED, CommandState.NO_ANSWER}
    await site.until(lambda: state(site.registry, number) in ended)
    return site.registry.commands.get("h1", f"k-{number}")


@on_both
async def test_a_command_reaches_its_device_and_the_answer_comes_back(tmp_path: Path, kind: str) -> None:
    async with at_a_site(tmp_path, kind=kind) as site:
        async with DeviceClient(site.broker.url, LOGIN, site="a", home="h1") as planner:
            commands = planner.commands()
            site.registry.commands.add(command(1, asked=wall_now()))
            asked = await anext(commands)
            assert (asked.command, asked.device, dict(asked.arguments)) == (
                "reminder.show",
                "button",
                {"text": "Lunch"},
            )
            await planner.answer(asked, "received")
            await site.until(lambda: state(site.registry) is CommandState.RECEIVED)
            await planner.answer(asked, "done", "Shown.")
            done = await is_answered(site, 1)
            assert (done.state, done.says) == (CommandState.DONE, "Shown.")
            assert done.sent is not None
            assert done.answered is not None
            await planner.answer(type(asked)("k-9", "x", "button", asked.until, {}), "done")
            await site.until(lambda: site.reader.refusals(reason=Reason.UNKNOWN_COMMAND))
        site.registry.commands.add(command(2, asked=wall_now(), seconds=0.1))
        assert (await is_answered(site, 2)).state is CommandState.NO_ANSWER


def test_what_nobody_answers_in_time_is_shown_as_such_and_a_late_answer_still_counts(registry: Registry) -> None:
    commands = registry.commands
    commands.add(command(1))
    commands.add(command(2))
    commands.add(command(3))
    commands.sent(["k-2", "k-3"], ASKED)
    commands.answer(LOGIN.user, Answer(id="k-3", outcome=Outcome.RECEIVED), ASKED)
    assert commands.give_up("a", ASKED + MINUTE) == 0
    assert commands.give_up("a", ASKED + 2 * MINUTE) == 3
    says = [commands.get("h1", f"k-{number}").says for number in (1, 2, 3)]
    assert [text.partition(" ")[0] for text in says] == ["It", "The", "The"]
    assert len(set(says)) == 3
    late = commands.answer(LOGIN.user, Answer(id="k-2", outcome=Outcome.DONE), ASKED + 9 * MINUTE)
    assert late.state is CommandState.DONE
    assert state(registry, 2) is CommandState.DONE


def test_the_first_end_holds(registry: Registry) -> None:
    registry.commands.add(command())
    for outcome in (Outcome.REFUSED, Outcome.DONE, Outcome.RECEIVED):
        registry.commands.answer(LOGIN.user, Answer(id="k-1", outcome=outcome), ASKED)
    registry.commands.sent(["k-1"], ASKED)
    assert state(registry) is CommandState.REFUSED


def test_what_is_not_answered_is_sent_again_and_what_is_answered_is_not(registry: Registry) -> None:
    commands = registry.commands
    commands.add(command(1))
    commands.add(command(2))
    assert [one.id for one in commands.to_send("a", ASKED)] == ["k-1", "k-2"]
    commands.sent(["k-1", "k-2"], ASKED)
    assert commands.to_send("a", ASKED) == []
    commands.answer(LOGIN.user, Answer(id="k-2", outcome=Outcome.RECEIVED), ASKED)
    assert [one.id for one in commands.to_send("a", ASKED + MINUTE)] == ["k-1"]
    assert commands.to_send("b", ASKED + MINUTE) == []


def test_nobody_answers_for_another_connection_and_no_unknown_device_is_asked(registry: Registry) -> None:
    registry.commands.add(command())
    with pytest.raises(NotFound, match="was not asked"):
        registry.commands.answer("c2", Answer(id="k-1", outcome=Outcome.DONE), ASKED)
    with pytest.raises(NotFound, match="no device 'cat'"):
        registry.commands.add(command(2, device="cat"))


def test_no_more_commands_than_can_be_answered_wait_for_a_connection(registry: Registry) -> None:
    for number in range(MOST_OPEN):
        registry.commands.add(command(number))
    with pytest.raises(Conflict, match="wait for an answer"):
        registry.commands.add(command(99))


def test_of_a_home_the_newest_are_kept_and_all_that_wait(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.registry.commands.MOST_KEPT", 3)
    registry.commands.add(command(0, asked=ASKED - MINUTE))  # goes on waiting
    for number in range(1, 7):
        registry.commands.add(command(number, asked=ASKED + number * MINUTE))
        registry.commands.answer(LOGIN.user, Answer(id=f"k-{number}", outcome=Outcome.DONE), ASKED)
    assert [one.id for one in registry.commands.of_home("h1")] == ["k-6", "k-5", "k-4", "k-0"]
