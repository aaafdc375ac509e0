package org.mobilelink

import kotlinx.coroutines.flow.first
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Test
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Presence

/** What one client does, another sees, by way of a server. */
class TwoClientsTest {
    private val server = DemoServer.start()

    @After
    fun stop() = server.close()

    @Test
    fun `presence is set, and another client sees it (PRS-05)`() = test {
        Office.LIVE.link("alice", server).use { alice ->
            Office.LIVE.link("carol", server).use { carol ->
                alice.setPresence(Presence.ON_BUSINESS_TRIP, "Rotterdam").use { it.sent() }
                val people = carol.watchDirectory().first { people -> people.any { it.presence.note == "Rotterdam" } }
                val trip = people.single { it.username == "alice" }.presence
                assertEquals(Presence.ON_BUSINESS_TRIP, trip.presence)
            }
        }
    }

    @Test
    fun `seen goes both ways between two clients of one account (ML-41, VM-01)`() = test {
        Office.LIVE.link("alice", server).use { here ->
            Office.LIVE.link("alice", server).use { there ->
                val new = here.voicemails(Folder.INBOX).first { !it.seen }
                // Ids are each client's own.
                val same = there.voicemails(Folder.INBOX).single {
                    it.subject == new.subject && it.receivedAt == new.receivedAt
                }
                here.setSeen(new.id, true).use { it.sent() }
                there.watchVoicemails(Folder.INBOX).first { list -> list.single { it.id == same.id }.seen }
                there.setSeen(same.id, false).use { it.sent() }
                here.watchVoicemails(Folder.INBOX).first { list -> list.none { it.id == new.id && it.seen } }
            }
        }
    }
}
