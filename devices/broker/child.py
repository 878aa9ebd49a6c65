"""Become another program that dies with its parent: ``child.py PARENT_PID PROGRAM ARGUMENT…`` (Linux).

Run as a script of its own, because code between fork and exec of a process with threads may deadlock.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel to end us when our parent ends, then become the program."""
    parent, program = int(sys.argv[1]), sys.argv[2]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we could ask
        sys.exit(1)
    os.execv(program, sys.argv[2:])  # noqa: S606 - becoming this program is the point


if __name__ == "__main__":
    main()
