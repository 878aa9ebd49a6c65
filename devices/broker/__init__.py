"""The broker that comes along: nats-server as a child process, with users and topic permissions by connection."""

from devices.broker.configuration import ACK_WAIT, Certificate
from devices.broker.embedded import EmbeddedBroker

__all__ = ["ACK_WAIT", "Certificate", "EmbeddedBroker"]
