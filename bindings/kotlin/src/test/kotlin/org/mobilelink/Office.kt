package org.mobilelink

import java.io.File
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Assert.fail
import org.mobilelink.client.DemoOptions
import org.mobilelink.client.LinkOptions

const val PASSWORD = "mobile-link-demo"

val OPTIONS = LinkOptions(cache = null, deviceName = "Kotlin tests", platform = "kotlin")

val NOTHING = Alive(links = 0u, subscriptions = 0u, submissions = 0u, listeners = 0u)

/** Where the story is told. */
enum class Office {
    /** In memory, without a server. */
    DEMO {
        override suspend fun newLink(server: DemoServer?): MobileLink = MobileLink.demo(DemoOptions(OPTIONS, null))
    },

    /** On a server process. */
    LIVE {
        override suspend fun newLink(server: DemoServer?): MobileLink =
            MobileLink.live(requireNotNull(server).settings, OPTIONS)
    };

    abstract suspend fun newLink(server: DemoServer?): MobileLink

    /** A link that is signed in and up to date. */
    suspend fun link(user: String, server: DemoServer?): MobileLink {
        val link = newLink(server)
        link.signIn(user, PASSWORD)
        link.ready()
        return link
    }
}

/** A link into the demo that is let go at the end. */
suspend fun <T> withDemo(user: String = "alice", tell: suspend (MobileLink) -> T): T =
    Office.DEMO.link(user, null).use { tell(it) }

/** Runs a test, which may take a minute at most. */
fun test(tell: suspend () -> Unit) = runBlocking { withTimeout(60_000) { tell() } }

/** Waits until something holds, for at most ten seconds. */
suspend fun eventually(what: String, holds: suspend () -> Boolean) {
    repeat(1_000) {
        if (holds()) return
        delay(10)
    }
    fail("never: $what")
}

/** What the pom says. */
fun property(name: String): String = checkNotNull(System.getProperty(name)) { "-D$name is not given" }

/** A file of the clone. */
fun cloned(path: String): File = File(property("mobilelink.clone"), path)
