"""Servers that pip cannot bring: where they are, and Debian's packages that bring them.

Run by ``make test`` before anything is installed, so it needs nothing but Python. ``python tools/servers.py NAME…``
installs those that are missing where it may (as root, or by sudo without a password) and says what it does; where it
may not, it says the command, and ends with 0 all the same: the tests that need them are then skipped and named, or
fail with CI=true.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Server:
    """A program by the ``command`` that shows it is there, and Debian's ``package`` that brings it."""

    command: str
    package: str


SERVERS: Final[Mapping[str, Server]] = MappingProxyType(
    {
        "chromium": Server("chromium", "chromium"),
        "influxd": Server("influxd", "influxdb"),
        "mosquitto": Server("mosquitto", "mosquitto"),
        "mosquitto_pub": Server("mosquitto_pub", "mosquitto-clients"),
        "node-mqtt": Server("mqtt", "node-mqtt"),  # brings Node too
    }
)

SBIN: Final = "/usr/local/sbin:/usr/sbin:/sbin"
"""Where Debian keeps servers; not on the PATH of an ordinary user."""


def find(name: str) -> str | None:
    """Give the path of the server's command, or None when it is not there."""
    return shutil.which(SERVERS[name].command, path=f"{os.environ.get('PATH', os.defpath)}:{SBIN}")


def command(names: Sequence[str]) -> str:
    """Give the command that a person would type to install them."""
    return "sudo apt-get install -y " + " ".join(SERVERS[name].package for name in names)


def install(names: Sequence[str]) -> None:
    """Install the missing ones where that is allowed; never raises, the tests say what is missing."""
    missing = [name for name in names if find(name) is None]
    if not missing:
        return
    apt = _apt()
    if apt is None:
        _say(f"Missing: {', '.join(missing)}. To have the tests that need them, run: {command(missing)}")
        return
    _say(f"Installing from Debian's packages: {', '.join(missing)} …")
    quiet = ["-qq", "-o", "Dpkg::Use-Pty=0"]
    _run([*apt, "update", *quiet])
    _run([*apt, "install", "-y", "--no-install-recommends", *quiet, *(SERVERS[name].package for name in missing)])
    still = [name for name in missing if find(name) is None]
    if still:
        _say(f"Could not install {', '.join(still)}. To see why, run: {command(still)}")


def _apt() -> list[str] | None:
    """Give apt-get as this user may run it without being asked anything, or None."""
    if shutil.which("apt-get") is None:
        return None
    ask_nothing = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if os.geteuid() == 0:
        return ask_nothing
    if shutil.which("sudo") and _run(["sudo", "-n", "true"], say=False):
        return ["sudo", "-n", *ask_nothing]
    return None


def _run(argv: Sequence[str], *, say: bool = True) -> bool:
    """Run it without standard input; when it fails, show what it said unless it was only to be tried."""
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603 - fixed commands
    if done.returncode and say:
        _say(f"{' '.join(argv)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.returncode == 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in SERVERS]
    if unknown:
        sys.exit(f"Nothing is known of {', '.join(unknown)}; known are {', '.join(SERVERS)}.")
    install(sys.argv[1:])
