"""Listens on the WebSocket with the `websockets` package and prints `event <nanoseconds> <subject>` for each new message."""

import asyncio
import json
import os
import sys
import time
import urllib.request

import websockets.asyncio.client

address, user = sys.argv[1:3]


def access_token():
    device = {"name": "bench", "platform": "terminal"}
    asked = {"username": user, "password": os.environ["MOBILE_LINK_PASSWORD"], "device": device}
    request = urllib.request.Request(
        f"http://{address}/api/v1/session",
        data=json.dumps(asked).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


async def listen():
    headers = {"Authorization": f"Bearer {access_token()}"}
    events = f"ws://{address}/api/v1/events"
    async with websockets.asyncio.client.connect(events, additional_headers=headers) as socket:
        async for text in socket:
            now = time.monotonic_ns()
            frame = json.loads(text)
            if frame["op"] == "hello":
                print("ready", flush=True)
            elif frame.get("type") == "voicemail.message.created":
                print("event", now, frame["data"]["subject"], flush=True)


asyncio.run(listen())
