"""What boxes that speak a dialect of their own need of a broker, and topics with a space."""

import aiomqtt
import pytest

from tests.brokers import Running
from tests.devices.at_the_broker import Connect, receive

MINE = "mistel/rosen/h1/mat/via/zigbee2mqtt"


async def test_a_box_may_subscribe_below_its_own_prefix_and_hears_nothing_below_anothers(connect: Connect) -> None:
    async with connect("mat") as box, connect("lamp") as other:
        await box.subscribe(f"{MINE}/#", qos=0)
        await box.subscribe("mistel/rosen/h1/lamp/via/#", qos=0)
        await other.publish("mistel/rosen/h1/lamp/via/zigbee2mqtt/hall_door", b"{}", qos=1)
        await box.publish(f"{MINE}/hall_door/set", b"{}", qos=1)
        (message,) = await receive(box, 1)
        assert str(message.topic) == f"{MINE}/hall_door/set"


async def test_a_friendly_name_with_a_space_is_for_mosquitto_alone(broker: Running, connect: Connect) -> None:
    async def say() -> str:
        async with connect("gateway") as gateway, connect("mat") as box:
            await gateway.subscribe("mistel/#", qos=1)
            await box.publish(f"{MINE}/hall door", b"{}", qos=0)
            await receive(box if broker.kind == "embedded" else gateway, 1)
            return broker.kind

    if broker.kind == "mosquitto":
        assert await say() == "mosquitto"
    else:
        with pytest.raises(aiomqtt.MqttError):
            await say()
