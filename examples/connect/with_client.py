"""Tell a reading with Mistel's own client: it waits for the broker, buffers meanwhile, and loses nothing.

From a checkout of Mistel: .venv/bin/python with_client.py bed.occupied true
"""

import asyncio
import json
import sys
from pathlib import Path

from devices.client import DeviceClient, Notice
from devices.credentials import Credentials

URL = "mqtt://broker.example:1883"
USER = "c-yours"
PASSWORD = "your-password"
SITE = "your-site"
HOME = "your-home"
CA = ""  # the file ca.pem, where the address begins with mqtts:// and the system does not know who signed it


async def main(quantity: str, said: str) -> None:
    """Tell one reading; true and false, numbers and text are told as what they are."""
    refused: list[Notice] = []
    try:
        value = json.loads(said)
    except ValueError:
        value = said
    login = Credentials(USER, PASSWORD)
    ca = Path(CA) if CA else None
    async with DeviceClient(URL, login, site=SITE, home=HOME, ca=ca, on_refused=refused.append) as device:
        await device.send(quantity, value)
        await asyncio.sleep(0.5)
    for notice in refused:
        sys.exit(f"Refused: {notice.says} {notice.mend}")
    print("Sent, and nothing was refused.")


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004 - the two words of the usage above
        sys.exit(__doc__)
    asyncio.run(main(*sys.argv[1:]))
