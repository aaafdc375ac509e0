"""The story that Kotlin and Swift tell as well, in the demo and on a server."""

import asyncio
import unittest

from mobilelink import Folder, Lamp, Lamps, LinkState, PartKind, Presence
from office import CLONE, LeavesNothing, Server, demo, first, live


class Story:
    async def test_signing_in_lights_the_four_lamps_ml_17(self):
        link = await self.link()
        self.assertEqual(link.state(), LinkState.CONNECTED)
        on = Lamp.ON()
        self.assertEqual(link.lamps(), Lamps(net=on, mobile=on, imap=on, smtp=on))
        self.assertEqual((await link.user()).first_name, "Alice")
        await link.sign_out()
        self.assertEqual(link.state(), LinkState.DISCONNECTED)

    async def test_presence_is_set_and_shown_at_once_prs_05(self):
        link = await self.link()
        submission = await link.set_presence(Presence.BUSY, "until four")
        shown = await first(link.watch_presence(), lambda own: own.note == "until four")
        self.assertEqual(shown.presence, Presence.BUSY)
        await submission.sent()
        self.assertEqual((await link.presence()).presence, Presence.BUSY)

    async def test_the_list_is_newest_first_and_audio_arrives_byte_for_byte_ml_40_ml_42(self):
        link = await self.link()
        inbox = await link.voicemails(Folder.INBOX)
        times = [message.received_at for message in inbox]
        self.assertEqual(times, sorted(times, reverse=True))
        welcome = next(message for message in inbox if message.subject == "Welcome to Mobile Link")
        audio = await link.audio(welcome.id, PartKind.RECORDING)
        original = CLONE / "sdk/sample-office/audio/welcome.wav"
        with open(audio.path, "rb") as heard:
            self.assertEqual(heard.read(), original.read_bytes())
        self.assertEqual(audio.media_type, "audio/wav")

    async def test_a_message_is_seen_and_new_again_ml_41(self):
        link = await self.link()
        new = next(message for message in await link.voicemails(Folder.INBOX) if not message.seen)
        await (await link.set_seen(new.id, True)).sent()
        self.assertTrue((await link.voicemail(new.id)).seen)
        await (await link.set_seen(new.id, False)).sent()
        self.assertFalse((await link.voicemail(new.id)).seen)

    async def test_a_message_that_is_deleted_comes_back_ml_41_vm_08(self):
        link = await self.link()
        newest = (await link.voicemails(Folder.INBOX))[0].id
        await (await link.delete(newest)).sent()
        self.assertEqual((await link.voicemail(newest)).folder, Folder.TRASH)
        await (await link.restore(newest)).sent()
        await first(link.watch_voicemails(Folder.INBOX), lambda inbox: inbox[0].id == newest)

    async def test_conferences_and_the_logo_are_there_and_no_password_is_printed_ml_60_logo_03(self):
        link = await self.link()
        conferences = await link.conferences()
        secret = next(conference.password for conference in conferences if conference.password)
        printed = f"{conferences!r} {[str(conference) for conference in conferences]} {secret}"
        self.assertNotIn(secret.exposed, printed)
        self.assertEqual((await link.logo()).media_type, "image/png")

    async def test_somebody_without_a_key_gets_presence_and_nothing_else_ml_03(self):
        link = await self.link("bob")
        self.assertEqual(link.state(), LinkState.EVALUATION)
        self.assertEqual(await link.voicemails(Folder.INBOX), [])
        await (await link.set_presence(Presence.AT_HOME, None)).sent()

    async def test_fifty_calls_at_once(self):
        link = await self.link()
        people = await link.directory()
        answers = await asyncio.gather(*(link.directory() for _ in range(50)))
        self.assertEqual(answers, [people] * 50)

    async def test_of_two_wishes_begun_together_the_last_one_counts(self):
        link = await self.link()
        for _ in range(20):
            wishes = [asyncio.create_task(link.set_presence(one, None)) for one in (Presence.BUSY, Presence.AT_HOME)]
            await asyncio.gather(*wishes)
            self.assertEqual((await link.presence()).presence, Presence.AT_HOME)


class InTheDemo(Story, LeavesNothing):
    async def link(self, user="alice"):
        return await demo(user)


class OnAServer(Story, LeavesNothing):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.stop)

    async def link(self, user="alice"):
        return await live(self.server, user)


class TwoClients(LeavesNothing):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.stop)

    async def test_presence_is_set_and_another_client_sees_it_prs_05(self):
        alice, carol = await live(self.server, "alice"), await live(self.server, "carol")
        await (await alice.set_presence(Presence.ON_BUSINESS_TRIP, "Rotterdam")).sent()

        def on_a_trip(people):
            return any(
                person.username == "alice"
                and person.presence.presence == Presence.ON_BUSINESS_TRIP
                and person.presence.note == "Rotterdam"
                for person in people
            )

        await first(carol.watch_directory(), on_a_trip)

    async def test_seen_goes_both_ways_between_two_clients_of_one_account_ml_41_vm_01(self):
        here, there = await live(self.server), await live(self.server)
        new = next(message for message in await here.voicemails(Folder.INBOX) if not message.seen)

        def same(inbox):
            # Ids are each client's own.
            return next(
                message
                for message in inbox
                if (message.subject, message.received_at) == (new.subject, new.received_at)
            )

        await (await here.set_seen(new.id, True)).sent()
        inbox = await first(there.watch_voicemails(Folder.INBOX), lambda inbox: same(inbox).seen)
        await (await there.set_seen(same(inbox).id, False)).sent()
        await first(here.watch_voicemails(Folder.INBOX), lambda inbox: not same(inbox).seen)


if __name__ == "__main__":
    unittest.main()
