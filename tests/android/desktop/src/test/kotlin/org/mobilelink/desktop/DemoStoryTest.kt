package org.mobilelink.desktop

import org.junit.Assert.assertEquals
import org.junit.Test
import org.mobilelink.screens.Phrase
import java.util.Locale

/** On the real SDK in demo mode, no fakes. */
class DemoStoryTest {
    @Test fun `a person signs in, sets presence, hears a new message, deletes it and takes it back (ML-10, 30, 40 to 43)`() =
        demoApp { everything() }

    @Test fun `the same in German`() = demoApp(Locale.GERMANY) { everything() }

    private fun DemoApp.everything() = with(story) {
        signIn()
        setPresence(Phrase.PRESENCE_AT_A_MEETING)
        val before = newMessages()
        openInbound()
        val message = hearNewMessage()
        back()
        isHeard(message)
        deleteAndUndo(message)
        back()
        assertEquals("one was heard", before - 1, newMessages())
    }
}
