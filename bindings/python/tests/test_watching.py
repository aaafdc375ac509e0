"""Watches and listeners, and that nothing is left of them."""

import asyncio
import gc
import subprocess
import sys
import unittest

import mobilelink
from mobilelink import Folder, LinkState, Presence, PresenceListener
from office import CLONE, LeavesNothing, demo, eventually, first


class Telling(PresenceListener):
    """Counts what it is told."""

    def __init__(self, then=lambda: None):
        self.told, self.ended, self.then = 0, 0, then

    def on_change(self, presence):
        self.told += 1
        self.then()

    def on_end(self):
        self.ended += 1


class Watching(LeavesNothing):
    async def test_a_watch_begins_with_the_value_now(self):
        link = await demo()
        self.assertEqual(await first(link.watch_state()), LinkState.CONNECTED)
        self.assertEqual(await first(link.watch_lamps()), link.lamps())
        self.assertEqual(await first(link.watch_presence()), await link.presence())
        self.assertEqual(await first(link.watch_user()), await link.user())
        self.assertEqual(await first(link.watch_logo()), await link.logo())
        self.assertEqual(await first(link.watch_directory()), await link.directory())
        self.assertEqual(await first(link.watch_conferences()), await link.conferences())
        inbox = await first(link.watch_voicemails(Folder.INBOX))
        self.assertEqual(inbox, await link.voicemails(Folder.INBOX))

    async def test_a_task_that_is_cancelled_leaves_nothing(self):
        link = await demo()

        async def read():
            async for _ in link.watch_presence():
                pass

        reading = asyncio.create_task(read())
        await eventually("it listens", lambda: mobilelink.alive().listeners == 1)
        reading.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await reading
        del reading
        await eventually("nothing is left of it", lambda: mobilelink.alive().listeners == 0)

    async def test_two_tasks_that_read_one_watch_are_given_a_value_each(self):
        link = await demo()
        watch = link.watch_presence()
        await anext(watch)
        readers = [asyncio.create_task(anext(watch)) for _ in range(2)]
        await asyncio.sleep(0)
        for presence in (Presence.BUSY, Presence.AT_HOME):
            await (await link.set_presence(presence, None)).sent()
        async with asyncio.timeout(10):
            told = {(await reader).presence for reader in readers}
        self.assertLessEqual(told, {Presence.BUSY, Presence.AT_HOME})

    async def test_a_watch_ends_when_its_link_is_let_go(self):
        link = await demo()
        watch = link.watch_voicemails(Folder.INBOX)
        del link
        async with asyncio.timeout(10):
            told = [value async for value in watch]
        self.assertLessEqual(len(told), 1)

    async def test_a_watch_that_is_cancelled_ends_and_can_be_cancelled_twice(self):
        link = await demo()
        watch = link.watch_presence()
        await anext(watch)
        watch.cancel()
        watch.cancel()
        with self.assertRaises(StopAsyncIteration):
            await anext(watch)

    async def test_a_slow_reader_sees_the_newest_value_and_not_those_between(self):
        link = await demo()
        watch = link.watch_presence()
        await anext(watch)
        for number in range(20):
            await (await link.set_presence(Presence.BUSY, f"note {number}")).sent()
        await asyncio.sleep(0.3)
        self.assertEqual((await anext(watch)).note, "note 19")

    async def test_a_subscription_that_is_cancelled_tells_nothing_more(self):
        link = await demo()
        listener = Telling()
        subscription = link.watch_presence(listener)
        await eventually("told the value now", lambda: listener.told == 1)
        subscription.cancel()
        subscription.cancel()
        await (await link.set_presence(Presence.AT_HOME, None)).sent()
        await asyncio.sleep(0.1)
        self.assertEqual(listener.told, 1)

    async def test_a_listener_that_raises_is_told_the_next_change_all_the_same(self):
        link = await demo()

        def undeclared():
            raise ZeroDivisionError

        listener = Telling(undeclared)
        subscription = link.watch_presence(listener)
        await eventually("told once", lambda: listener.told == 1)
        await (await link.set_presence(Presence.AWAY, None)).sent()
        await eventually("told again", lambda: listener.told >= 2)
        subscription.cancel()

    async def test_a_listener_hears_the_end_once(self):
        link = await demo()
        listener = Telling()
        subscription = link.watch_presence(listener)
        del link
        await eventually("it ended", lambda: listener.ended == 1)
        del subscription

    async def test_nothing_is_left_of_links_watches_and_actions_that_were_let_go(self):
        for _ in range(5):
            link = await demo()
            await first(link.watch_voicemails(Folder.INBOX), bool)
            await (await link.set_presence(Presence.AWAY, None)).sent()
        del link
        gc.collect()


class Ending(unittest.TestCase):
    def test_a_program_that_ends_in_the_middle_ends_well(self):
        program = """
import asyncio, sys
sys.path.insert(0, "tests")
from office import demo
from mobilelink import Presence

async def main():
    global link, watch
    link = await demo()
    watch = link.watch_presence()
    for number in range(20):
        await link.set_presence(Presence.BUSY, str(number))

asyncio.run(main())
"""
        for _ in range(10):
            ended = subprocess.run(
                [sys.executable, "-c", program],
                cwd=CLONE / "bindings/python",
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
