"""A kill -9 at any line of the desk loses nothing and doubles nothing: who was cut off goes on where it was."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def test_whoever_is_killed_at_the_desk_goes_on_as_if_nothing_had_been(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "kill_at_each_line.py"), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 12
