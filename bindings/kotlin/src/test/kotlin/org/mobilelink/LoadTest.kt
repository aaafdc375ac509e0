package org.mobilelink

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.junit.Assert.assertEquals
import org.junit.Test
import org.mobilelink.client.DemoOptions
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Presence

/** Many at once, and nothing left. */
class LoadTest {
    @Test
    fun `nothing is left of links, flows and actions that were let go`() = test {
        repeat(5) {
            withDemo { link ->
                link.watchVoicemails(Folder.INBOX).first { it.isNotEmpty() }
                link.setPresence(Presence.AWAY, null).use { it.sent() }
            }
        }
        eventually("nothing is left") { alive() == NOTHING }
    }

    @Test
    fun `nothing is left of what nobody let go, once the garbage was collected`() = test {
        MobileLink.demo(DemoOptions(OPTIONS, null)).signIn("alice", PASSWORD)
        eventually("the link is gone") {
            System.gc()
            alive() == NOTHING
        }
    }

    @Test
    fun `a call that is cancelled leaves nothing, and the next one works`() = test {
        withDemo { link ->
            coroutineScope {
                repeat(20) { launch { link.directory() }.cancelAndJoin() }
            }
            assertEquals("Alice", link.user().firstName)
        }
        eventually("nothing is left") { alive() == NOTHING }
    }
}

/** Fifty calls that run at the same time, from several threads. */
suspend fun assertFiftyAtOnce(link: MobileLink) = coroutineScope {
    val people = link.directory()
    val answers = List(50) { async(Dispatchers.Default) { link.directory() } }.awaitAll()
    assertEquals(List(50) { people }, answers)
}
