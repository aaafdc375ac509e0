"""Where the story is told: the demo, and `mobilelinkd demo` as a process of its own."""

from __future__ import annotations

import asyncio
import os
import pathlib
import re
import signal
import subprocess
import threading
import unittest

import mobilelink
from mobilelink import Alive, DemoOptions, LinkOptions, MobileLink, ServerSettings, Tls

PASSWORD = "mobile-link-demo"
CLONE = pathlib.Path(__file__).resolve().parents[3]
OPTIONS = LinkOptions(cache=None, device_name="Python tests", platform="python")
NOTHING = Alive(links=0, subscriptions=0, submissions=0, listeners=0)


class Server:
    """`mobilelinkd demo` on free ports, with its data in a folder of its own, which goes with it."""

    def __init__(self) -> None:
        program = os.environ.get("MOBILE_LINK_SERVER", CLONE / "target/debug/mobilelinkd")
        ports = [f"--{leg}-port=0" for leg in ("amds", "imap", "imaps", "smtp", "smtps")]
        self._process = subprocess.Popen(
            [program, "demo", *ports], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        greeting = ""
        for line in self._process.stdout:
            greeting += line
            if line.startswith("Alone"):
                break
        self.amds, self.smtp = (
            int(re.search(before + r"127\.0\.0\.1:(\d+)", greeting)[1]) for before in ("AMDS http://", "SMTP ")
        )
        # Whatever is printed later must not fill the pipe.
        self._reading = threading.Thread(target=self._process.stdout.read, daemon=True)
        self._reading.start()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)
        self._reading.join(20)
        self._process.stdout.close()


def here(port: int, tls: Tls | None = None) -> ServerSettings:
    """A server on this machine."""
    tls = tls or Tls.PLAINTEXT(allow_remote=False)
    return ServerSettings(host="127.0.0.1", port=port, tls=tls, imap_port=None, smtp_port=None)


async def demo(user: str = "alice") -> MobileLink:
    """A link into the demo that is signed in and up to date."""
    return await _entered(await MobileLink.demo(DemoOptions(link=OPTIONS, script_after=None)), user)


async def live(server: Server, user: str = "alice") -> MobileLink:
    """A link to a server that is signed in and up to date."""
    return await _entered(await MobileLink.live(here(server.amds), OPTIONS), user)


async def _entered(link: MobileLink, user: str) -> MobileLink:
    await link.sign_in(user, PASSWORD)
    await link.ready()
    return link


async def eventually(what: str, holds) -> None:
    """Waits until something holds, for at most ten seconds."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"never: {what}")


async def first(watch, wanted=lambda value: True):
    """The first value of a watch that is wanted."""
    async with asyncio.timeout(20):
        async for value in watch:
            if wanted(value):
                return value
    raise AssertionError("it ended before")


class LeavesNothing(unittest.IsolatedAsyncioTestCase):
    """Nothing is left of what a test let go."""

    async def asyncTearDown(self) -> None:
        await eventually("nothing is left", lambda: mobilelink.alive() == NOTHING)
