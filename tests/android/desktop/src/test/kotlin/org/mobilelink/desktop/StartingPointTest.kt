package org.mobilelink.desktop

import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test
import org.mobilelink.app.Saved
import org.mobilelink.app.SettingsStore
import org.mobilelink.client.Tls

class StartingPointTest {
    private object NothingKept : SettingsStore {
        override fun load(): Saved? = null

        override fun save(saved: Saved) = Unit
    }

    private fun tlsAt(server: String): Tls? =
        StartingPoint(NothingKept, CommandLine.of(listOf("--server", server))).load()?.server?.tls

    @Test
    fun `this machine needs no certificate, and every other does`() {
        for (here in listOf("localhost", "LOCALHOST:8081", "127.0.0.1:8081", "127.9.9.9", "[::1]:8081")) {
            assertEquals(here, Tls.Plaintext(allowRemote = false), tlsAt(here))
        }
        for (elsewhere in listOf("phone.harbour.example", "10.0.0.7:8081", "127.harbour.example", "1:2:3", "[fd00::7]:8081")) {
            assertEquals(elsewhere, Tls.WebPki, tlsAt(elsewhere))
        }
    }

    @Test
    fun `an address that cannot be is said in a sentence`() {
        for (wrong in listOf("300.1.1.1:8081", "1.2.3", "1.2.3.4.5", "1..2.3", "8081")) {
            val said = assertThrows(wrong, Misunderstood::class.java) { CommandLine.of(listOf("--server", wrong)) }
            assertEquals("${wrong.removeSuffix(":8081")} is no address: each of its four numbers is 255 at most", said.message)
        }
    }
}
