package org.mobilelink.app

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.Office.Companion.message
import org.mobilelink.client.LinkException
import org.mobilelink.client.LinkState
import org.mobilelink.wire.Folder
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Sender

@OptIn(ExperimentalCoroutinesApi::class)
class InboundTest {
    private fun inbox(app: App): InboundState {
        app.home.onEvent(HomeEvent.OpenInbound)
        return app.inbound.state.value
    }

    @Test
    fun `who called is a name, or the number, or nothing when it was withheld (ML-44)`() = runTest {
        val office = Office(this)
        val stranger = message("3", Sender.External("+4420", null))
        val app = office.open(message("1"), message("2", Office.priya), stranger, message("4", Office.withheld))
        inbox(app)
        runCurrent()
        val rows = app.inbound.state.value.content.items
        assertEquals(listOf("Bob Brennan", "Priya Nair", "+4420", ""), rows.map { it.who })
        assertEquals(listOf("102", "+12025550139", null, null), rows.map { it.number })
        assertEquals(listOf(true, false, false, false), rows.map { it.isInternal })
    }

    @Test
    fun `new messages are new, and a message that was passed on is marked (ML-40)`() = runTest {
        val both = listOf(PartKind.INTRODUCTION, PartKind.RECORDING)
        val app = Office(this).open(message("1"), message("2", seen = true, parts = both))
        inbox(app)
        runCurrent()
        val rows = app.inbound.state.value.content.items
        assertEquals(listOf(true, false), rows.map { it.isNew })
        assertEquals(listOf(false, true), rows.map { it.isForward })
    }

    @Test
    fun `the list is newest first, oldest first or by caller, and follows the setting at once (ML-13)`() = runTest {
        val app = Office(this).open(
            message("new", Office.priya, minute = 3),
            message("middle", Office.bob, minute = 2),
            message("old", Office.priya, minute = 1),
        )
        inbox(app)
        fun ids(order: VoicemailOrder): List<String> {
            app.settingsScreen.onEvent(SettingsEvent.Order(order))
            runCurrent()
            return app.inbound.state.value.content.items.map { it.id }
        }
        assertEquals(listOf("new", "middle", "old"), ids(VoicemailOrder.NewestFirst))
        assertEquals(listOf("old", "middle", "new"), ids(VoicemailOrder.OldestFirst))
        assertEquals(listOf("middle", "new", "old"), ids(VoicemailOrder.Caller))
    }

    @Test
    fun `a deletion is sent at once and offered back, and undo restores the message (ML-41)`() = runTest {
        val office = Office(this)
        val app = office.open(message("1", Office.priya), message("2"))
        inbox(app)
        runCurrent()
        app.inbound.onEvent(InboundEvent.Delete("1"))
        runCurrent()
        assertEquals(listOf("2"), app.inbound.state.value.content.items.map { it.id })
        assertEquals(Undo("1", "Priya Nair"), app.inbound.state.value.undo)
        assertTrue("delete 1" in office.live.asked)

        app.inbound.onEvent(InboundEvent.UndoDelete)
        runCurrent()
        assertEquals(listOf("1", "2"), app.inbound.state.value.content.items.map { it.id })
        assertNull(app.inbound.state.value.undo)
        assertTrue("restore 1" in office.live.asked)
    }

    @Test
    fun `the offer to undo is for the last deletion only, and goes when it expires`() = runTest {
        val app = Office(this).open(message("1", Office.priya), message("2"))
        inbox(app)
        runCurrent()
        app.inbound.onEvent(InboundEvent.Delete("1"))
        app.inbound.onEvent(InboundEvent.Delete("2"))
        runCurrent()
        assertEquals("2", app.inbound.state.value.undo?.id)
        app.inbound.onEvent(InboundEvent.UndoExpired)
        app.inbound.onEvent(InboundEvent.UndoDelete)
        runCurrent()
        assertNull(app.inbound.state.value.undo)
        assertEquals(Content.Empty, app.inbound.state.value.content)
    }

    @Test
    fun `the offer to undo ends while another screen is shown, too`() = runTest {
        val app = Office(this).open(message("1", Office.priya), message("2"))
        inbox(app)
        runCurrent()
        app.inbound.onEvent(InboundEvent.Delete("1"))
        app.onFrame(FrameEvent.Back)
        letTimePass()
        inbox(app)
        runCurrent()
        assertNull(app.inbound.state.value.undo)
    }

    @Test
    fun `a deletion that the server refuses is said, and not offered to be undone`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        inbox(app)
        runCurrent()
        office.live.server = CompletableDeferred()
        app.inbound.onEvent(InboundEvent.Delete("1"))
        runCurrent()
        assertEquals("1", app.inbound.state.value.undo?.id)
        office.live.server.completeExceptionally(LinkException.NotPermitted("voicemail"))
        runCurrent()
        assertEquals(Problem.NotPermitted, app.frame.value.problem)
        assertNull(app.inbound.state.value.undo)
    }

    @Test
    fun `a long press marks a message seen, and new again (ML-41)`() = runTest {
        val app = Office(this).open(message("1"))
        inbox(app)
        for (seen in listOf(true, false)) {
            app.inbound.onEvent(InboundEvent.MarkSeen("1", seen))
            runCurrent()
            assertEquals(!seen, app.inbound.state.value.content.items.single().isNew)
        }
    }

    @Test
    fun `an action that the server refuses is said, on whatever screen one is by then`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        inbox(app)
        runCurrent()
        office.live.server = CompletableDeferred()
        app.inbound.onEvent(InboundEvent.MarkSeen("1", true))
        runCurrent()
        app.onFrame(FrameEvent.Back)
        office.live.server.completeExceptionally(LinkException.Full())
        runCurrent()
        assertEquals(Problem.Full, app.frame.value.problem)
        app.onFrame(FrameEvent.DismissProblem)
        assertNull(app.frame.value.problem)
    }

    @Test
    fun `an empty list is loading until the cache was up to date once, and offline if that cannot be`() = runTest {
        val office = Office(this)
        office.live.states.value = LinkState.SYNCING
        val app = office.open()
        inbox(app)
        runCurrent()
        assertEquals(Content.Loading, app.inbound.state.value.content)
        office.live.states.value = LinkState.DISCONNECTED
        runCurrent()
        assertEquals(Content.Failed(Problem.Offline), app.inbound.state.value.content)
        office.live.states.value = LinkState.CONNECTED
        runCurrent()
        assertEquals(Content.Empty, app.inbound.state.value.content)
        office.live.states.value = LinkState.SYNCING
        runCurrent()
        assertEquals("no flicker while it looks again", Content.Empty, app.inbound.state.value.content)
    }

    @Test
    fun `only the inbox is listed`() = runTest {
        val app = Office(this).open(message("1", folder = Folder.TRASH), message("2", folder = Folder.SENT))
        inbox(app)
        runCurrent()
        assertEquals(Content.Empty, app.inbound.state.value.content)
    }

    @Test
    fun `opening another message beside the list takes the place of the one that was open`() = runTest {
        val app = Office(this).open(message("1"), message("2"))
        inbox(app)
        app.inbound.onEvent(InboundEvent.Open("1"))
        app.inbound.onEvent(InboundEvent.Open("2"))
        assertEquals(listOf(Screen.Home, Screen.Inbound, Screen.Player("2")), app.screens.first())
    }
}
