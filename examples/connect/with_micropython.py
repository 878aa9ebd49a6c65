"""Tell motion from a board with MicroPython 1.23 or newer: save as main.py on the board.

mpremote mip install umqtt.simple
mpremote cp with_micropython.py :main.py
"""

import json
import ssl
import time

import network
import ntptime
from machine import Pin
from umqtt.simple import MQTTClient

WIFI = "your-wifi"
WIFI_PASSWORD = "your-wifi-password"
HOST = "broker.example"
PORT = 1883
USER = "c-yours"
PASSWORD = "your-password"
SITE = "your-site"
HOME = "your-home"
TLS = False
CA = ""  # what stands in ca.pem, where the broker's address begins with mqtts://

SENSOR = Pin(4, Pin.IN)
UNIX = 946684800 if time.gmtime(0)[0] == 2000 else 0  # boards count from 2000, Unix from 1970
TOPIC = f"mistel/{SITE}/{HOME}/{USER}/"


def show(topic, notice):
    """Say what was refused, and why."""
    told = json.loads(notice)
    print("refused:", told["says"], told["mend"])


def connected():
    """Give a client that is connected, with a last will; raises OSError when the broker is not there."""
    context = None
    if TLS:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=CA.encode())
    client = MQTTClient(USER, HOST, PORT, USER, PASSWORD, keepalive=60, ssl=context)
    client.set_last_will(TOPIC + "status", "offline", retain=True, qos=1)
    client.set_callback(show)
    client.connect()
    client.subscribe(f"mistel-out/{SITE}/{HOME}/{USER}/refused", 1)
    client.publish(TOPIC + "status", "online", retain=True, qos=1)
    return client


def tell(client, moving):
    """Tell one reading; in an alarm device: publish an alert on TOPIC + "alerts" instead (docs/detectors.md)."""
    reading = [{"n": "motion", "vb": bool(moving), "t": time.time() + UNIX}]
    client.publish(TOPIC + "events", json.dumps(reading), qos=1)


def main():
    """Tell whenever the sensor changes, for ever; connect anew when the broker was away."""
    wifi = network.WLAN(network.STA_IF)
    wifi.active(True)
    wifi.connect(WIFI, WIFI_PASSWORD)
    while not wifi.isconnected():
        time.sleep_ms(100)
    ntptime.settime()
    told = None  # what the broker has not acknowledged is told again
    while True:
        try:
            client = connected()
            while True:
                client.check_msg()
                moving = SENSOR.value()
                if moving != told:
                    tell(client, moving)
                    told = moving
                time.sleep_ms(50)
        except OSError as error:
            print("not connected:", error)
            time.sleep(5)


main()
