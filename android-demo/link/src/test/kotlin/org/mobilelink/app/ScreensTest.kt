package org.mobilelink.app

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.Office.Companion.conference
import org.mobilelink.app.Office.Companion.message
import org.mobilelink.app.Office.Companion.person
import org.mobilelink.app.fixtures.FakeLink
import org.mobilelink.app.fixtures.FakeSettingsStore
import org.mobilelink.client.Diagnosis
import org.mobilelink.client.Finding
import org.mobilelink.client.LinkException
import org.mobilelink.client.LinkState
import org.mobilelink.client.Logo as Picture
import org.mobilelink.wire.ConferenceState
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Mode
import org.mobilelink.wire.Presence

@OptIn(ExperimentalCoroutinesApi::class)
class ScreensTest {
    private val people = listOf(
        person("u1000", "Alice", "Archer", "101"),
        person("u13000", "Mateo", "Núñez", "113"),
        person("u4000", "David", "Okafor", "99"),
        person("u2000", "Zoë", "archer", "102"),
    )

    @Test
    fun `home shows name, presence, new messages and active conferences (ML-30)`() = runTest {
        val office = Office(this)
        office.live.conferences.value =
            listOf(conference("1", ConferenceState.ACTIVE), conference("2", ConferenceState.QUEUED))
        val app = office.open(message("1"), message("2"), message("3", seen = true))
        val home = app.home.state.value
        assertEquals("Alice Archer", home.name)
        assertEquals(Presence.IN_OFFICE, home.presence?.presence)
        assertEquals(2, home.newMessages)
        assertEquals(1, home.activeConferences)
        assertFalse(home.evaluation)

        office.live.mailbox.value = listOf(message("3", seen = true))
        runCurrent()
        assertEquals(0, app.home.state.value.newMessages)
    }

    @Test
    fun `without the feature key only presence and people open (ML-03)`() = runTest {
        val office = Office(this)
        office.live.user = Office.user(Mode.EVALUATION)
        office.live.states.value = LinkState.EVALUATION
        val app = office.open()
        assertTrue(app.home.state.value.evaluation)
        for (event in listOf(HomeEvent.OpenInbound, HomeEvent.OpenOutbound, HomeEvent.OpenConferences)) {
            app.home.onEvent(event)
            assertEquals(listOf(Screen.Home), app.screens.value)
        }
        app.home.onEvent(HomeEvent.OpenPresence)
        assertEquals(listOf(Screen.Home, Screen.Presence), app.screens.value)
    }

    @Test
    fun `a key that is bought meanwhile opens the rows (ML-03)`() = runTest {
        val office = Office(this)
        office.live.user = Office.user(Mode.EVALUATION)
        office.live.states.value = LinkState.EVALUATION
        val app = office.open()
        office.live.user = Office.alice
        office.live.states.value = LinkState.SYNCING
        runCurrent()
        assertFalse(app.home.state.value.evaluation)
    }

    @Test
    fun `the logo is shown when there is one (LOGO-01)`() = runTest {
        val office = Office(this)
        office.live.picture = Picture("7", "image/png", byteArrayOf(1, 2))
        val app = office.open(message("1"))
        assertArrayEquals(byteArrayOf(1, 2), app.home.state.value.logo?.bytes)
        app.onFrame(FrameEvent.OpenStatus)
        office.live.picture = Picture("8", "image/png", byteArrayOf(3))
        app.status.onEvent(StatusEvent.RefreshLogo)
        runCurrent()
        assertEquals("8", app.status.state.value.logo?.revision)
    }

    @Test
    fun `a presence is shown at once and pending until the server has it (PRS-06)`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenPresence)
        runCurrent()
        assertEquals(Presence.entries.take(7), app.presence.state.value.choices)
        office.live.server = CompletableDeferred()
        app.presence.onEvent(PresenceEvent.Choose(Presence.BUSY))
        assertEquals(Presence.BUSY, app.presence.state.value.current)
        assertTrue(app.presence.state.value.pending)
        office.live.server.complete(Unit)
        runCurrent()
        assertFalse(app.presence.state.value.pending)
        assertEquals("setPresence BUSY null", office.live.asked.last())
    }

    @Test
    fun `a presence that the server refuses is taken back, and said`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenPresence)
        runCurrent()
        office.live.server = CompletableDeferred()
        office.live.server.completeExceptionally(LinkException.NotPermitted("presence"))
        app.presence.onEvent(PresenceEvent.Choose(Presence.BUSY))
        runCurrent()
        assertEquals(Presence.IN_OFFICE, app.presence.state.value.current)
        assertFalse(app.presence.state.value.pending)
        assertEquals(Problem.NotPermitted, app.frame.value.problem)
    }

    @Test
    fun `a note is sent when its writer pauses, or leaves`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenPresence)
        runCurrent()
        app.presence.onEvent(PresenceEvent.Note("back"))
        app.presence.onEvent(PresenceEvent.Note("back at four "))
        runCurrent()
        assertFalse(office.live.asked.any { it.startsWith("setPresence") })
        letTimePass()
        assertEquals("setPresence IN_OFFICE back at four", office.live.asked.last())
        app.presence.onEvent(PresenceEvent.Note(""))
        app.onFrame(FrameEvent.Back)
        runCurrent()
        assertEquals("setPresence IN_OFFICE null", office.live.asked.last())
    }

    @Test
    fun `a refusal does not take back the choice that came after it`() = runTest {
        val office = Office(this)
        office.live.presences.value = null
        val app = office.open()
        app.home.onEvent(HomeEvent.OpenPresence)
        val first = CompletableDeferred<Unit>()
        office.live.server = first
        app.presence.onEvent(PresenceEvent.Choose(Presence.BUSY))
        runCurrent()
        office.live.server = CompletableDeferred()
        app.presence.onEvent(PresenceEvent.Choose(Presence.AWAY))
        runCurrent()
        first.completeExceptionally(LinkException.NotPermitted("presence"))
        runCurrent()
        assertEquals(Presence.AWAY, app.presence.state.value.current)
        assertTrue(app.presence.state.value.pending)
        office.live.server.complete(Unit)
        runCurrent()
        assertEquals(Presence.AWAY, app.presence.state.value.current)
        assertFalse(app.presence.state.value.pending)
    }

    @Test
    fun `a note is sent though the app is closed as it is typed`() = runTest {
        val office = Office(this)
        val app = office.open()
        app.home.onEvent(HomeEvent.OpenPresence)
        runCurrent()
        app.presence.onEvent(PresenceEvent.Note("gone home"))
        val ended = app.end()
        letTimePass()
        assertEquals("setPresence IN_OFFICE gone home", office.live.asked.last())
        assertTrue(office.live.isClosed && ended.isCompleted)
    }

    @Test
    fun `what the SDK does not take keeps the app open for a second and no longer`() = runTest {
        val office = Office(this)
        val app = office.open()
        app.home.onEvent(HomeEvent.OpenPresence)
        runCurrent()
        office.live.taking = CompletableDeferred()
        app.presence.onEvent(PresenceEvent.Choose(Presence.AWAY))
        runCurrent()
        val ended = app.end()
        assertFalse(office.live.isClosed)
        letTimePass()
        assertTrue(office.live.isClosed && ended.isCompleted)
    }

    @Test
    fun `a presence that was set elsewhere is followed, but not over what one types (PRS-05)`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenPresence)
        office.live.presences.value = Office.presence(Presence.AWAY, "lunch")
        runCurrent()
        assertEquals("lunch", app.presence.state.value.note)
        app.presence.onEvent(PresenceEvent.Note("dinner"))
        office.live.presences.value = Office.presence(Presence.BUSY, "tea")
        runCurrent()
        assertEquals("dinner", app.presence.state.value.note)
        assertEquals(Presence.BUSY, app.presence.state.value.current)
    }

    @Test
    fun `people are by last name, first name or extension (ML-13)`() = runTest {
        val office = Office(this)
        office.live.people.value = people
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenPeople)
        fun ids(order: PeopleOrder): List<String> {
            app.settingsScreen.onEvent(SettingsEvent.People(order))
            runCurrent()
            return app.people.state.value.content.items.map { it.id }
        }
        assertEquals(listOf("u1000", "u2000", "u13000", "u4000"), ids(PeopleOrder.LastName))
        assertEquals(listOf("u1000", "u4000", "u13000", "u2000"), ids(PeopleOrder.FirstName))
        assertEquals(listOf("u4000", "u1000", "u2000", "u13000"), ids(PeopleOrder.Extension))
        assertEquals(listOf("u1000"), app.people.state.value.content.items.filter { it.isMe }.map { it.id })
    }

    @Test
    fun `people are found by name and extension, and nobody is an answer`() = runTest {
        val office = Office(this)
        office.live.people.value = people
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenPeople)
        fun found(text: String): Content<PersonRow> {
            app.people.onEvent(PeopleEvent.Search(text))
            runCurrent()
            return app.people.state.value.content
        }
        assertEquals(listOf("u1000", "u2000"), found(" ARCH ").items.map { it.id })
        assertEquals(listOf("u13000"), found("113").items.map { it.id })
        assertEquals(Content.Empty, found("zebra"))
        assertEquals(4, found("").items.size)
    }

    @Test
    fun `what was sent is listed, and can be heard (ML-51)`() = runTest {
        val app = Office(this).open(message("1", folder = Folder.SENT), message("2"))
        app.home.onEvent(HomeEvent.OpenOutbound)
        runCurrent()
        assertEquals(listOf("1"), app.outbound.state.value.content.items.map { it.id })
        app.outbound.onEvent(OutboundEvent.Open("1"))
        assertEquals(listOf(Screen.Home, Screen.Outbound, Screen.Player("1")), app.screens.value)
        app.outbound.onEvent(OutboundEvent.Compose)
        assertEquals(listOf(Screen.Home, Screen.Outbound, Screen.Draft), app.screens.value)
    }

    @Test
    fun `recipients are chosen one by one or all together, and a search hides no choice (ML-25)`() = runTest {
        val office = Office(this)
        office.live.people.value = people
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenOutbound)
        app.outbound.onEvent(OutboundEvent.Compose)
        runCurrent()
        fun chosen() = app.draft.state.value.recipients.filter { it.chosen }.map { it.id }
        app.draft.onEvent(DraftEvent.Toggle("u4000"))
        app.draft.onEvent(DraftEvent.Search("mateo"))
        assertEquals(emptyList<String>(), chosen())
        app.draft.onEvent(DraftEvent.Toggle("u13000"))
        app.draft.onEvent(DraftEvent.Search(""))
        assertEquals(setOf("u4000", "u13000"), chosen().toSet())
        app.draft.onEvent(DraftEvent.SelectAll)
        assertEquals(4, chosen().size)
        app.draft.onEvent(DraftEvent.SelectAll)
        assertEquals(0, chosen().size)
        app.draft.onEvent(DraftEvent.Search("mateo"))
        app.draft.onEvent(DraftEvent.SelectAll)
        app.draft.onEvent(DraftEvent.Search(""))
        assertEquals("nobody who was not shown", listOf("u13000"), chosen())
        assertFalse("the SDK cannot send yet", app.draft.state.value.canSend)
    }

    @Test
    fun `a conference is shown with its password hidden until it is asked for (ML-61)`() = runTest {
        val office = Office(this)
        office.live.conferences.value = listOf(conference("1", ConferenceState.QUEUED))
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenConferences)
        runCurrent()
        assertEquals(listOf("Weekly planning"), app.conferences.state.value.content.items.map { it.name })
        app.conferences.onEvent(ConferencesEvent.Open("1"))
        runCurrent()
        val details = app.conference("1")
        assertEquals("77421", details.state.value.password)
        val printed = details.state.value.toString()
        assertTrue(printed, "password=Secret(…)" in printed && "77421" !in printed)
        assertFalse(details.state.value.passwordShown)
        details.onEvent(ConferenceDetailsEvent.TogglePassword)
        assertTrue(details.state.value.passwordShown)
        assertEquals(listOf("Carol Castellanos"), details.state.value.moderators)
        assertEquals(7, details.state.value.repeatDays)

        office.live.conferences.value = emptyList()
        runCurrent()
        assertEquals(Problem.Gone, details.state.value.problem)
        assertNull(details.state.value.conference)
    }

    @Test
    fun `the status names server, account and version, and the doctor answers once asked (ML-28)`() = runTest {
        val office = Office(this)
        val answer = CompletableDeferred<Diagnosis>()
        office.links.doctor = { answer.await() }
        val app = office.open(message("1"))
        app.onFrame(FrameEvent.OpenStatus)
        runCurrent()
        val shown = app.status.state.value
        assertEquals("phone.harbour.example:8081", shown.server)
        assertEquals(listOf("alice", "0.1.0"), listOf(shown.account, shown.version))
        assertEquals(LinkState.CONNECTED, shown.link)
        app.status.onEvent(StatusEvent.Examine)
        app.status.onEvent(StatusEvent.Examine)
        runCurrent()
        assertTrue(app.status.state.value.examining)
        answer.complete(Diagnosis(FakeLink.ALL_ON, Finding.UnknownHost))
        runCurrent()
        assertEquals(Finding.UnknownHost, app.status.state.value.finding)
        assertFalse(app.status.state.value.examining)
        assertEquals(listOf(Office.server), office.links.examined)
    }

    @Test
    fun `the demo has no server to examine and is well (ML-70)`() = runTest {
        val office = Office(this, FakeSettingsStore(Office.signedIn.copy(demo = true)))
        val app = office.open()
        app.onFrame(FrameEvent.OpenStatus)
        app.status.onEvent(StatusEvent.Examine)
        runCurrent()
        assertEquals(Finding.Well, app.status.state.value.finding)
        assertEquals("", app.status.state.value.server)
        assertTrue(office.links.examined.isEmpty())
    }
}
