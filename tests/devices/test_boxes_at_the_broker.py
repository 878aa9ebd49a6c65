"""What boxes that speak a dialect of their own need of the embedded broker, and what it does not take."""

import aiomqtt
import pytest

from tests.devices.at_the_broker import Connect, receive

MINE = "mistel/rosen/h1/mat/via/zigbee2mqtt"


async def test_a_box_may_subscribe_below_its_own_prefix_and_not_below_anothers(connect: Connect) -> None:
    async with connect("mat") as box:
        (own,) = await box.subscribe(f"{MINE}/#", qos=0)
        (other,) = await box.subscribe("mistel/rosen/h1/sim/via/#", qos=0)
        assert (own, other) == (0, 0x80)
        await box.publish(f"{MINE}/hall_door/set", b"{}", qos=1)
        (message,) = await receive(box, 1)
        assert str(message.topic) == f"{MINE}/hall_door/set"


async def test_a_friendly_name_with_a_space_has_the_embedded_broker_end_the_connection(connect: Connect) -> None:
    with pytest.raises(aiomqtt.MqttError):  # noqa: PT012 - the connection ends wherever it is
        async with connect("mat") as box:
            await box.publish(f"{MINE}/hall door", b"{}", qos=0)
            await receive(box, 1)
