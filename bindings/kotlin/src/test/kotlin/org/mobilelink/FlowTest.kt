package org.mobilelink

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.client.Lamp
import org.mobilelink.client.LinkState
import org.mobilelink.wire.CurrentPresence
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Presence

/** Flows and listeners, and that nothing is left of them. */
class FlowTest {
    @After
    fun `nothing is left`() = test { eventually("nothing is left") { alive() == NOTHING } }

    @Test
    fun `a flow begins with the value now`() = test {
        withDemo { link ->
            assertEquals(LinkState.CONNECTED, link.watchState().first())
            assertEquals(Lamp.On, link.watchLamps().first().smtp)
            assertEquals(link.presence(), link.watchPresence().first())
            assertEquals(link.user().id, link.watchUser().first().id)
            assertEquals(link.logo().revision, link.watchLogo().first().revision)
            assertEquals(link.directory(), link.watchDirectory().first())
            assertEquals(link.conferences(), link.watchConferences().first())
            // Not the messages themselves: the peaks in them are an array, which equals nothing but itself.
            val ids = link.voicemails(Folder.INBOX).map { it.id }
            assertEquals(ids, link.watchVoicemails(Folder.INBOX).first().map { it.id })
        }
    }

    @Test
    fun `a collector that is cancelled leaves nothing`() = test {
        withDemo { link ->
            val before = alive()
            coroutineScope {
                val collecting = launch { link.watchPresence().collect { } }
                eventually("it listens") { alive().listeners == before.listeners + 1u }
                collecting.cancel()
            }
            eventually("nothing is left of it") { alive() == before }
        }
    }

    @Test
    fun `a flow completes when its link is let go`() = test {
        val link = Office.DEMO.link("alice", null)
        coroutineScope {
            val told = async(start = CoroutineStart.UNDISPATCHED) { link.watchVoicemails(Folder.INBOX).count() }
            eventually("it listens") { alive().listeners == 1uL }
            link.close()
            assertTrue(told.await() >= 1)
        }
    }

    @Test
    fun `a flow of a link that was let go fails where it is collected`() = test {
        val link = Office.DEMO.link("alice", null)
        link.close()
        val failure = runCatching { link.watchState().toList() }.exceptionOrNull()
        assertTrue("$failure", failure is IllegalStateException)
    }

    @Test
    fun `a slow collector sees the newest value and not those between`() = test {
        withDemo { link ->
            coroutineScope {
                val seen = async(Dispatchers.Default, start = CoroutineStart.UNDISPATCHED) {
                    val notes = mutableListOf<String?>()
                    link.watchPresence().onEach { delay(200) }.first { notes += it.note; it.note == "note 40" }
                    notes
                }
                eventually("it listens") { alive().listeners == 1uL }
                for (number in 1..40) link.setPresence(Presence.BUSY, "note $number").use { it.sent() }
                assertTrue("${seen.await()}", seen.await().size < 40)
            }
        }
    }

    @Test
    fun `a subscription that is cancelled tells nothing more, and can be cancelled twice`() = test {
        withDemo { link ->
            val listener = Telling()
            link.watchPresence(listener).use { subscription ->
                eventually("told the value now") { listener.told.get() == 1 }
                subscription.cancel()
                subscription.cancel()
                link.setPresence(Presence.AT_HOME, null).use { it.sent() }
                delay(100)
                assertEquals(1, listener.told.get())
            }
        }
    }

    @Test
    fun `a listener that throws is told the next change all the same`() = test {
        withDemo { link ->
            val listener = Telling { error("not declared") }
            link.watchPresence(listener).use {
                eventually("told once") { listener.told.get() == 1 }
                link.setPresence(Presence.AWAY, null).use { it.sent() }
                eventually("told again") { listener.told.get() >= 2 }
            }
        }
    }

    @Test
    fun `a listener hears the end once`() = test {
        val link = Office.DEMO.link("alice", null)
        val listener = Telling()
        link.watchPresence(listener).use {
            link.close()
            eventually("it ended") { listener.ended.get() == 1 }
        }
    }

    @Test
    fun `what was let go says so`() = test {
        val link = Office.DEMO.link("alice", null)
        link.close()
        link.close()
        assertThrows(IllegalStateException::class.java) { link.state() }
    }

    /** Counts what it is told. */
    private class Telling(private val then: () -> Unit = {}) : PresenceListener {
        val told = AtomicInteger()
        val ended = AtomicInteger()

        override fun onChange(presence: CurrentPresence) {
            told.incrementAndGet()
            then()
        }

        override fun onEnd() {
            ended.incrementAndGet()
        }
    }
}
