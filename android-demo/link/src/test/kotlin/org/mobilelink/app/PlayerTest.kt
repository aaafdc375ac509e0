package org.mobilelink.app

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.Office.Companion.message
import org.mobilelink.client.AudioFile
import org.mobilelink.client.Leg
import org.mobilelink.client.LinkException
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Folder
import org.mobilelink.wire.PartKind

@OptIn(ExperimentalCoroutinesApi::class)
class PlayerTest {
    private val both = listOf(PartKind.INTRODUCTION, PartKind.RECORDING)

    private class Opened(val office: Office, val app: MobileLinkApp, val player: Presenter<PlayerState, PlayerEvent>) {
        val shown get() = player.state.value
    }

    private fun TestScope.opened(message: Voicemail, prepare: (Office) -> Unit = {}): Opened {
        val office = Office(this)
        prepare(office)
        val app = office.open(message)
        app.home.onEvent(HomeEvent.OpenInbound)
        app.inbound.onEvent(InboundEvent.Open(message.id))
        runCurrent()
        return Opened(office, app, app.player(message.id))
    }

    @Test
    fun `a message plays at once and is seen from then on (ML-42)`() = runTest {
        val opened = opened(message("1"))
        assertEquals(listOf("1-recording.wav"), opened.office.audio.played)
        assertTrue(opened.shown.playing)
        assertFalse(opened.shown.loading)
        assertTrue("setSeen 1 true" in opened.office.live.asked)
        assertEquals(listOf(0, 127, 255), opened.shown.tracks.single().peaks)
    }

    @Test
    fun `fetching is not hearing, so nothing is seen before the sound begins`() = runTest {
        val audio = CompletableDeferred<AudioFile>()
        val opened = opened(message("1")) { it.live.audioFor = { _, _ -> audio.await() } }
        assertTrue(opened.shown.loading)
        assertEquals("Bob Brennan", opened.shown.who)
        assertFalse(opened.office.live.asked.any { it.startsWith("setSeen") })
        audio.complete(AudioFile("late.wav", "audio/wav", null))
        runCurrent()
        assertTrue(opened.shown.playing)
        assertTrue("setSeen 1 true" in opened.office.live.asked)
    }

    @Test
    fun `the introduction is followed by the message itself, and then it rests (VM-06)`() = runTest {
        val opened = opened(message("1", parts = both))
        opened.office.audio.end()
        runCurrent()
        assertEquals(listOf("1-introduction.wav", "1-recording.wav"), opened.office.audio.played)
        assertEquals(1, opened.shown.track)
        opened.office.audio.end()
        runCurrent()
        assertFalse(opened.shown.playing)
        assertEquals(30_000, opened.shown.positionMs)
        opened.player.onEvent(PlayerEvent.PlayPause)
        runCurrent()
        assertEquals("from the beginning", 0, opened.shown.track)
        assertEquals(3, opened.office.audio.played.size)
    }

    @Test
    fun `what follows an introduction is waited for, and plays when it is there`() = runTest {
        val recording = CompletableDeferred<AudioFile>()
        val opened = opened(message("1", parts = both)) { office ->
            office.live.audioFor = { _, part ->
                if (part == PartKind.RECORDING) recording.await() else AudioFile("introduction.wav", "audio/wav", null)
            }
        }
        assertTrue(opened.shown.playing)
        opened.office.audio.end()
        runCurrent()
        assertEquals(1, opened.shown.track)
        assertTrue(opened.shown.loading && !opened.shown.playing)
        recording.complete(AudioFile("recording.wav", "audio/wav", null))
        runCurrent()
        assertTrue(opened.shown.playing && !opened.shown.loading)
        assertEquals("recording.wav", opened.office.audio.playback.value.path)
    }

    @Test
    fun `ten seconds back and forward stop at both ends, as seeking does`() = runTest {
        val opened = opened(message("1"))
        fun position(event: PlayerEvent): Long {
            opened.player.onEvent(event)
            runCurrent()
            return opened.shown.positionMs
        }
        assertEquals(10_000, position(PlayerEvent.Forward10))
        assertEquals(20_000, position(PlayerEvent.Forward10))
        assertEquals(30_000, position(PlayerEvent.Forward10))
        assertEquals(30_000, position(PlayerEvent.Forward10))
        assertEquals(4_000, position(PlayerEvent.Seek(4_000)))
        assertEquals(0, position(PlayerEvent.Back10))
        assertEquals(30_000, position(PlayerEvent.Seek(99_000)))
        assertEquals(opened.office.audio.playback.value.positionMs, opened.shown.positionMs)
    }

    @Test
    fun `after the end a message goes on from where one drags it to`() = runTest {
        val opened = opened(message("1"))
        opened.office.audio.end()
        runCurrent()
        opened.player.onEvent(PlayerEvent.Seek(5_000))
        opened.player.onEvent(PlayerEvent.PlayPause)
        runCurrent()
        assertTrue(opened.shown.playing)
        assertEquals(5_000, opened.shown.positionMs)
    }

    @Test
    fun `the speed stays between 0,8 and 2,5`() = runTest {
        val opened = opened(message("1"))
        for ((asked, heard) in listOf(0.1f to 0.8f, 1.25f to 1.25f, 9f to 2.5f)) {
            opened.player.onEvent(PlayerEvent.Speed(asked))
            assertEquals(heard, opened.shown.speed)
            assertEquals(heard, opened.office.audio.speed)
        }
    }

    @Test
    fun `the loudspeaker is switched for now and the setting stays (ML-23)`() = runTest {
        val opened = opened(message("1"))
        opened.player.onEvent(PlayerEvent.ToggleSpeaker)
        runCurrent()
        assertTrue(opened.shown.speaker && opened.office.audio.speaker && opened.app.frame.value.speaker)
        assertFalse(opened.app.settings.value.speaker)
        opened.app.onFrame(FrameEvent.Back)
        runCurrent()
        assertFalse(opened.app.frame.value.speaker)
    }

    @Test
    fun `the loudspeaker is on from the start where the setting says so (ML-14)`() = runTest {
        val opened = opened(message("1")) {
            it.store.saved = Office.signedIn.copy(settings = FirstStart.settings.copy(speaker = true))
        }
        assertTrue(opened.shown.speaker && opened.office.audio.speaker)
    }

    @Test
    fun `a message deleted from the player leads back to the list, which offers to undo (ML-43)`() = runTest {
        val opened = opened(message("1", Office.priya))
        opened.player.onEvent(PlayerEvent.Delete)
        runCurrent()
        assertEquals(listOf(Screen.Home, Screen.Inbound), opened.app.screens.value)
        assertEquals(Undo("1", "Priya Nair"), opened.app.inbound.state.value.undo)
        assertNull("the sound ends with it", opened.office.audio.playback.value.path)
        opened.app.inbound.onEvent(InboundEvent.UndoDelete)
        runCurrent()
        assertTrue("restore 1" in opened.office.live.asked)
    }

    @Test
    fun `reply is offered only for people of this site (ML-43)`() = runTest {
        assertTrue(opened(message("1", Office.bob)).shown.canReply)
        assertFalse(opened(message("2", Office.priya)).shown.canReply)
        assertFalse(opened(message("3", Office.bob, folder = Folder.SENT)).shown.canReply)
    }

    @Test
    fun `a reply goes to the sender, and a forward to nobody yet, and the sound waits meanwhile`() = runTest {
        val bob = Office.person("u2000", "Bob", "Brennan", "102")
        val opened = opened(message("1")) { it.live.people.value = listOf(bob) }
        opened.player.onEvent(PlayerEvent.Reply)
        runCurrent()
        assertEquals(Screen.Draft, opened.app.screens.value.last())
        assertTrue(opened.app.draft.state.value.recipients.single().chosen)
        assertEquals("1", opened.app.draft.state.value.about?.id)
        assertFalse(opened.shown.playing)
        opened.app.onFrame(FrameEvent.Back)
        opened.player.onEvent(PlayerEvent.Forward)
        runCurrent()
        assertFalse(opened.app.draft.state.value.recipients.single().chosen)
    }

    @Test
    fun `marked as new a message stays new, though it plays on`() = runTest {
        val opened = opened(message("1"))
        opened.player.onEvent(PlayerEvent.MarkNew)
        opened.office.audio.reach(9_000)
        runCurrent()
        assertEquals("setSeen 1 false", opened.office.live.asked.last())
    }

    @Test
    fun `what cannot be fetched is said, and a second try plays it`() = runTest {
        val opened = opened(message("1")) {
            it.live.audioFor = { _, _ -> throw LinkException.Offline(Leg.IMAP, "closed") }
        }
        assertEquals(Problem.Offline, opened.shown.problem)
        assertFalse(opened.shown.loading)
        opened.office.live.audioFor = { _, _ -> AudioFile("there.wav", "audio/wav", null) }
        opened.player.onEvent(PlayerEvent.Retry)
        runCurrent()
        assertNull(opened.shown.problem)
        assertTrue(opened.shown.playing)
    }

    @Test
    fun `a device that cannot play is said`() = runTest {
        val opened = opened(message("1"))
        opened.office.audio.fail("no device")
        runCurrent()
        assertEquals(Problem.Unexpected("no device"), opened.shown.problem)
    }

    @Test
    fun `a message that is gone is said to be gone`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenInbound)
        app.inbound.onEvent(InboundEvent.Open("2"))
        runCurrent()
        assertEquals(Problem.Gone, app.player("2").state.value.problem)
    }
}
