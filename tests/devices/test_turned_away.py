"""What the embedded broker turned away, as its log says it."""

from pathlib import Path

import pytest

from devices.broker import turned_away
from devices.broker.turned_away import LogTail, TurnedAway, Why, read

HEAD = "[9455] 2026/11/22 19:32:58.638010 [ERR] 127.0.0.1:43501 - mid:5 - "


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f'{HEAD}"MQm3" - authentication error - User "c-abc"', TurnedAway(Why.LOGIN, "c-abc", "MQm3")),
        (f'{HEAD}"x" - Publish Violation - Subject "a.b.c"', TurnedAway(Why.PUBLISH, "", "x", "a/b/c")),
        (f'{HEAD}"x" - Subscription Violation - Subject "a.>", SID a.>', TurnedAway(Why.SUBSCRIBE, "", "x", "a/#")),
        (f'{HEAD}"x" - Subscription Violation - Subject "a.*.c", SID 1', TurnedAway(Why.SUBSCRIBE, "", "x", "a/+/c")),
        (f'{HEAD}"x" - character not supported for MQTT topics', TurnedAway(Why.SIGN, "", "x")),
        (f'{HEAD}"a\\"\\u00e5\\n" - Publish Violation - Subject "b"', TurnedAway(Why.PUBLISH, "", 'a"å\n', "b")),
        (f'{HEAD}"a\\x00" - Publish Violation - Subject "b"', TurnedAway(Why.PUBLISH, "", "a\\x00", "b")),
        (f'{HEAD}"MQm3" - unable to connect: authentication error', None),
        (f'{HEAD}"x - Publish Violation - Subject "b" - Publish Violation - Subject "c"', None),
        ("[1] 2026/11/22 19:32:58.618763 [INF] Server is ready", None),
        ("", None),
    ],
)
def test_a_line_says_who_was_turned_away_and_from_what(line: str, found: TurnedAway | None) -> None:
    assert read(line) == found


def test_the_log_is_read_from_now_on_line_by_line_and_in_the_next_file(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("old\n")
    tail = LogTail(path)
    with path.open("a") as log:
        log.write("one\ntw")
        log.flush()
        assert list(tail.new()) == ["one"]
        assert list(tail.new()) == []
        log.write("o\n")
    assert list(tail.new()) == ["two"]
    path.write_text("new\n")
    assert list(tail.new()) == ["new"]
    path.unlink()
    assert list(tail.new()) == []


def test_of_too_much_at_once_the_newest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turned_away, "MOST_BYTES", 10)
    path = tmp_path / "log"
    tail = LogTail(path)
    path.write_text("a long line\nshort\n")
    assert list(tail.new())[-1] == "short"
