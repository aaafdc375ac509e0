package org.mobilelink

import java.io.File
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.junit.runners.Parameterized
import org.mobilelink.client.Lamp
import org.mobilelink.client.Lamps
import org.mobilelink.client.LinkState
import org.mobilelink.wire.Folder
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Presence

/** The story that Swift and Python tell as well, in the demo and on a server. */
@RunWith(Parameterized::class)
class StoryTest(private val office: Office) {
    private val server = if (office == Office.LIVE) DemoServer.start() else null

    @After
    fun stop() {
        server?.close()
    }

    @Test
    fun `signing in lights the four lamps (ML-17)`() = asAlice { link ->
        assertEquals(LinkState.CONNECTED, link.state())
        assertEquals(Lamps(Lamp.On, Lamp.On, Lamp.On, Lamp.On), link.lamps())
        assertEquals("Alice", link.user().firstName)
        link.signOut()
        assertEquals(LinkState.DISCONNECTED, link.state())
    }

    @Test
    fun `presence is set and shown at once (PRS-05)`() = asAlice { link ->
        val set = link.setPresence(Presence.BUSY, "until four")
        assertEquals(Presence.BUSY, link.watchPresence().first { it.note == "until four" }.presence)
        set.use { it.sent() }
        assertEquals(Presence.BUSY, link.presence().presence)
    }

    @Test
    fun `the list is newest first, and audio arrives byte for byte (ML-40, ML-42)`() = asAlice { link ->
        val inbox = link.voicemails(Folder.INBOX)
        assertEquals(inbox.sortedByDescending { it.receivedAt }, inbox)
        val welcome = inbox.first { it.subject == "Welcome to Mobile Link" }
        val audio = link.audio(welcome.id, PartKind.RECORDING)
        assertEquals("audio/wav", audio.mediaType)
        assertArrayEquals(cloned("sdk/sample-office/audio/welcome.wav").readBytes(), File(audio.path).readBytes())
        assertTrue(link.voicemail(welcome.id).parts.single().peaks.isNotEmpty())
    }

    @Test
    fun `a message is seen and new again (ML-41)`() = asAlice { link ->
        val new = link.voicemails(Folder.INBOX).first { !it.seen }
        link.setSeen(new.id, true).use { it.sent() }
        assertTrue(link.voicemail(new.id).seen)
        link.setSeen(new.id, false).use { it.sent() }
        assertFalse(link.voicemail(new.id).seen)
    }

    @Test
    fun `a message that is deleted comes back (ML-41, VM-08)`() = asAlice { link ->
        val id = link.voicemails(Folder.INBOX).first().id
        link.delete(id).use { it.sent() }
        assertEquals(Folder.TRASH, link.voicemail(id).folder)
        link.restore(id).use { it.sent() }
        assertEquals(id, link.watchVoicemails(Folder.INBOX).map { it.first().id }.first { it == id })
    }

    @Test
    fun `conferences and the logo are there, and no password is printed (ML-60, LOGO-03)`() = asAlice { link ->
        val conferences = link.conferences()
        val password = conferences.firstNotNullOf { it.password }
        assertFalse(password.exposed in conferences.toString())
        assertEquals("image/png", link.logo().mediaType)
    }

    @Test
    fun `somebody without a key gets presence and nothing else (ML-03)`() = test {
        office.link("bob", server).use { link ->
            assertEquals(LinkState.EVALUATION, link.state())
            assertTrue(link.voicemails(Folder.INBOX).isEmpty())
            link.setPresence(Presence.AT_HOME, null).use { it.sent() }
        }
    }

    @Test
    fun `fifty calls at once`() = asAlice { link -> assertFiftyAtOnce(link) }

    private fun asAlice(tell: suspend (MobileLink) -> Unit) = test { office.link("alice", server).use { tell(it) } }

    companion object {
        @JvmStatic
        @Parameterized.Parameters(name = "{0}")
        fun offices(): List<Office> = Office.entries
    }
}
