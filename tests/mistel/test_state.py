"""One instance at a time on a state folder, found by other commands; an unusable folder says so."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from care.errors import StoreError
from mistel import state


def test_a_running_instance_is_found_while_it_runs_and_not_after(tmp_path: Path) -> None:
    state.prepare(tmp_path)
    assert state.running(tmp_path) is None
    with state.claim(tmp_path):
        state.announce(tmp_path, "mqtt://127.0.0.1:1883", "http://127.0.0.1:8000")
        found = state.running(tmp_path)
        assert found is not None
        assert found.broker_url == "mqtt://127.0.0.1:1883"
    assert state.running(tmp_path) is None


def test_a_second_instance_is_refused_and_told_where_the_first_one_is(tmp_path: Path) -> None:
    state.prepare(tmp_path)
    with state.claim(tmp_path):
        state.announce(tmp_path, "mqtt://127.0.0.1:1883", "http://127.0.0.1:8000")
        with pytest.raises(StoreError, match=r"runs already.*http://127\.0\.0\.1:8000"), state.claim(tmp_path):
            pass


def test_what_a_killed_instance_left_is_not_believed(tmp_path: Path) -> None:
    state.prepare(tmp_path)
    with state.claim(tmp_path):
        state.announce(tmp_path, "mqtt://127.0.0.1:1883", None)
        left = (tmp_path / "instance.json").read_bytes()
    (tmp_path / "instance.json").write_bytes(left)
    assert state.running(tmp_path) is None


def test_a_state_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    place = tmp_path / "state"
    place.write_text("")
    with pytest.raises(StoreError, match="MISTEL_STATE_DIR"):
        state.prepare(place)


def test_the_state_folder_is_its_owners_alone(tmp_path: Path) -> None:
    state.prepare(tmp_path / "new")
    with state.claim(tmp_path / "new"):
        state.announce(tmp_path / "new", "mqtt://127.0.0.1:1", None)
        modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "new").iterdir()}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}


def test_threads_and_commands_may_look_at_one_folder_side_by_side(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as side_by_side:
        list(side_by_side.map(state.prepare, [tmp_path] * 400))

    assert list(tmp_path.iterdir()) == []
