package org.mobilelink.app

import java.io.File
import java.time.Duration
import kotlinx.coroutines.flow.first
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.mobilelink.alive
import org.mobilelink.client.LinkState
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Presence

/** The app on the real SDK, in demo mode. */
class DemoTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val running by lazy { AppUnderTest(folder.root) }
    private val audio get() = running.audio

    @After
    fun end() = running.close()

    private fun story(news: Duration? = null, told: suspend (MobileLinkApp) -> Unit) = running.run(news) { app ->
        app.signIn.onEvent(SignInEvent.Demo(true))
        app.signIn.onEvent(SignInEvent.SignIn)
        app.frame.first { it.demo && it.link == LinkState.CONNECTED }
        told(app)
    }

    @Test
    fun `a person signs in, sets presence, hears a new message, deletes it and undoes that`() = story { app ->
        assertEquals("Alice Archer", app.home.until { it.name.isNotEmpty() }.name)
        val new = app.home.until { (it.newMessages ?: 0) > 0 }.newMessages!!

        app.home.onEvent(HomeEvent.OpenPresence)
        app.presence.onEvent(PresenceEvent.Choose(Presence.AT_A_MEETING))
        app.presence.until { !it.pending }
        app.onFrame(FrameEvent.Back)
        app.home.until { it.presence?.presence == Presence.AT_A_MEETING }

        app.home.onEvent(HomeEvent.OpenInbound)
        val first = app.messages().first { it.isNew && !it.isForward }
        app.inbound.onEvent(InboundEvent.Open(first.id))
        val player = app.player(first.id)
        val shown = player.until { it.playing && it.tracks.single().peaks.isNotEmpty() }
        assertTrue("it plays the audio of the message", File(audio.playback.value.path!!).readBytes().size > 10_000)
        assertTrue("its length is known", shown.tracks.single().durationMs > 1_000)
        app.home.until { it.newMessages == new - 1 }

        player.onEvent(PlayerEvent.Delete)
        assertEquals(Screen.Inbound, app.screens.value.last())
        app.inbound.until { state -> state.content.items.none { it.id == first.id } && state.undo?.id == first.id }
        app.inbound.onEvent(InboundEvent.UndoDelete)
        val back = app.inbound.until { state -> state.content.items.any { it.id == first.id && !it.pending } }
        assertEquals(false, back.content.items.first { it.id == first.id }.isNew)
    }

    @Test
    fun `a forwarded message plays its introduction and then the message (VM-06)`() = story { app ->
        app.home.onEvent(HomeEvent.OpenInbound)
        val forward = app.messages().first { it.isForward }
        app.inbound.onEvent(InboundEvent.Open(forward.id))
        val player = app.player(forward.id)
        val kinds = player.until { it.playing }.tracks.map { it.part }
        assertEquals(listOf(PartKind.INTRODUCTION, PartKind.RECORDING), kinds)
        audio.end()
        player.until { it.playing && it.track == 1 }
        assertEquals(2, audio.played.toSet().size)
    }

    @Test
    fun `what was sent names those who got it (ML-51)`() = story { app ->
        app.home.onEvent(HomeEvent.OpenOutbound)
        val sent = app.outbound.until { it.content is Content.Ready }.content.items
        assertEquals(setOf(listOf("Erin Lindqvist"), listOf("Carol Castellanos")), sent.map { it.recipients }.toSet())
    }

    @Test
    fun `a message that arrives turns up by itself, new and on top (ML-40)`() = story(Duration.ofMillis(300)) { app ->
        app.home.onEvent(HomeEvent.OpenInbound)
        val before = app.messages().size
        val after = app.inbound.until { (it.content as? Content.Ready)?.items.orEmpty().size > before }
        assertTrue(after.content.items.first().isNew)
    }

    @Test
    fun `leaving the demo lets go of everything (ML-70)`() = story { app ->
        app.onFrame(FrameEvent.OpenStatus)
        app.status.onEvent(StatusEvent.SignOut)
        app.frame.first { !it.demo }
        assertEquals(listOf(Screen.SignIn), app.screens.value)
        while (alive().links > 0uL) {
            System.gc()
            Thread.sleep(20)
        }
    }
}
