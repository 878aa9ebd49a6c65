"""``mistel device command``, as somebody at the command line meets it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care.clock import wall_now
from care.commands import COMMANDS, Answer, Outcome
from care.errors import NotFound, Refused, SettingError
from mistel.cli import app
from store.registry import Registry


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("asking")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MISTEL_STATE_DIR", str(folder))
        patch.setattr("mistel.commands.opened.console._width", 200)
        for line in (
            "site add Sandbox --id sandbox",
            "home add Flat --site sandbox --id flat",
            "device add Planner --site sandbox --home flat --id planner",
        ):
            assert ask(*line.split()).exit_code == 0
        yield folder


def answering(state: Path, outcome: Outcome, says: str) -> threading.Thread:
    """Somebody who answers the next command, as the gateway would."""

    def answer() -> None:
        with Registry.open(state) as registry:
            while not (asked := registry.commands.to_send("sandbox", wall_now())):
                threading.Event().wait(0.02)
            registry.commands.answer(
                asked[0].connection, Answer(id=asked[0].id, outcome=outcome, says=says), wall_now()
            )

    thread = threading.Thread(target=answer)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("outcome", "says", "code"), [(Outcome.DONE, "Done. Shown.", 0), (Outcome.REFUSED, "Refused. Shown.", 1)]
)
def test_it_waits_for_the_answer_and_ends_by_it(state: Path, outcome: Outcome, says: str, code: int) -> None:
    thread = answering(state, outcome, "Shown.")
    result = ask("device", "command", "planner", "reminder.show", "--with", "text=Lunch")
    thread.join()
    assert (result.exit_code, says in result.output) == (code, True), result.output


def test_it_need_not_wait(state: Path) -> None:
    plan = '--with=plan=[{"at": "08:00", "text": "Eat"}]'
    assert ask("device", "command", "planner", "plan.set", plan, "--no-wait").exit_code == 0
    with Registry.open(state) as registry:
        kept = registry.commands.of_home("flat")[0]
        registry.commands.answer(kept.connection, Answer(id=kept.id, outcome=Outcome.DONE), wall_now())
    assert kept.arguments == {"plan": [{"at": "08:00", "text": "Eat"}]}
    assert (kept.until - kept.asked).total_seconds() == 60


@pytest.mark.usefixtures("state")
def test_all_that_can_be_asked_is_listed() -> None:
    listed = ask("device", "command").output
    assert all(name in listed for name in COMMANDS)


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (["cat", "dose.offer"], NotFound, "no device 'cat'"),
        (["planner", "dose.give"], Refused, "Did you mean dose.offer"),
        (["planner", "reminder.show", "--with", "Lunch"], SettingError, "no NAME=VALUE"),
        (["planner", "time.show", "--with", "minutes=soon"], Refused, "minutes, 1 to 1440"),
    ],
)
def test_what_cannot_be_asked_is_told(words: list[str], error: type[Exception], says: str) -> None:
    result = ask("device", "command", *words)
    assert isinstance(result.exception, error)
    assert says in str(result.exception)
