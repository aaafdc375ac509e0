package org.mobilelink.app

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.Office.Companion.message
import org.mobilelink.app.fixtures.FakeLink
import org.mobilelink.app.fixtures.FakeSettingsStore
import org.mobilelink.client.Lamp
import org.mobilelink.client.Lamps
import org.mobilelink.client.Leg
import org.mobilelink.client.LinkException
import org.mobilelink.client.LinkState
import org.mobilelink.wire.Presence

@OptIn(ExperimentalCoroutinesApi::class)
class MobileLinkAppTest {
    @Test
    fun `the app starts on the kept session, and shows the cache though there is no link`() = runTest {
        val office = Office(this)
        office.live.refusal = LinkException.Offline(Leg.NET, "no network")
        office.live.mailbox.value = listOf(message("1"))
        val app = office.open()
        assertEquals(listOf(Screen.Home), app.screens.value)
        assertEquals(1, app.home.state.value.newMessages)
        assertTrue(app.frame.value.offline)
        assertNull("the banner says it", app.frame.value.problem)
        app.onFrame(FrameEvent.RetryNow)
        runCurrent()
        assertEquals("retryNow", office.live.asked.last())
    }

    @Test
    fun `what is in the cache is read while the thread that draws is busy with the first picture`() = runTest {
        val main = BusyMain()
        val office = Office(this)
        val app = office.open(CoroutineScope(backgroundScope.coroutineContext + main)) {
            it.home
            main.busy = true
        }
        assertEquals(1, office.live.mailbox.subscriptionCount.value)
        assertNull("nothing is shown from another thread", app.home.state.value.newMessages)
        assertTrue(main.waiting.isNotEmpty())
    }

    @Test
    fun `the SDK is handed what was done in the order in which it was done`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        office.live.taking = CompletableDeferred()
        app.home.onEvent(HomeEvent.OpenPresence)
        app.presence.onEvent(PresenceEvent.Choose(Presence.AWAY))
        app.onFrame(FrameEvent.Back)
        app.home.onEvent(HomeEvent.OpenInbound)
        app.inbound.onEvent(InboundEvent.MarkSeen("1", seen = true))
        runCurrent()
        office.live.taking.complete(Unit)
        runCurrent()
        assertEquals(listOf("setPresence AWAY null", "setSeen 1 true"), office.live.asked.takeLast(2))
    }

    @Test
    fun `what was set last is kept when the app ends at once`() = runTest {
        val office = Office(this)
        val app = office.open()
        app.onFrame(FrameEvent.OpenSettings)
        app.settingsScreen.onEvent(SettingsEvent.Look(Appearance.Dark))
        app.end().join()
        assertEquals(Appearance.Dark, office.store.saved?.settings?.appearance)
    }

    @Test
    fun `trying again where nobody is signed in keeps nobody waiting at the end`() = runTest {
        val app = Office(this, FakeSettingsStore(FirstStart.saved)).open()
        app.onFrame(FrameEvent.RetryNow)
        app.end().join()
        assertEquals(0, currentTime)
    }

    @Test
    fun `the app starts in the demo where it was left there`() = runTest {
        val office = Office(this, FakeSettingsStore(Office.signedIn.copy(demo = true)))
        val app = office.open()
        assertEquals(listOf(Screen.Home), app.screens.value)
        assertEquals(listOf("signIn alice"), office.demo.asked)
        assertTrue(office.live.asked.isEmpty())
    }

    @Test
    fun `after a sign-out the app starts at the sign-in, with name and server as they were`() = runTest {
        val app = Office(this, FakeSettingsStore(Office.signedIn.copy(signedIn = false))).open()
        assertEquals(listOf(Screen.SignIn), app.screens.value)
        assertEquals("alice", app.signIn.state.value.username)
        assertEquals("phone.harbour.example", app.signIn.state.value.host)
        assertFalse(app.signIn.state.value.canSignIn)
    }

    @Test
    fun `a session that ended while the app was away leads to the sign-in, with a word`() = runTest {
        val office = Office(this)
        office.live.refusal = LinkException.SignInRefused()
        val app = office.open()
        assertEquals(listOf(Screen.SignIn), app.screens.value)
        assertEquals(Problem.SignInRefused, app.signIn.state.value.problem)
        assertFalse(office.store.saved!!.signedIn)
    }

    @Test
    fun `what else stands in the way at the start is said, ends no session, and can be tried again`() = runTest {
        val office = Office(this)
        office.live.refusal = LinkException.Unexpected("the cache database: unable to open database file")
        val app = office.open()
        assertEquals(listOf(Screen.SignIn), app.screens.value)
        assertTrue("${app.signIn.state.value.problem}", app.signIn.state.value.problem is Problem.Unexpected)
        assertTrue(office.store.saved!!.signedIn)
        office.live.refusal = null
        app.signIn.onEvent(SignInEvent.SignIn)
        letTimePass()
        assertEquals(listOf(Screen.Home), app.screens.value)
        assertEquals(listOf("resume", "resume"), office.live.asked)
    }

    @Test
    fun `a session that the server ends leads to the sign-in, from any screen`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenInbound)
        office.live.refusal = LinkException.SignInRefused()
        office.live.lamps.value = Lamps(Lamp.On, Lamp.Failed("revoked"), Lamp.Off, Lamp.Off)
        office.live.states.value = LinkState.DISCONNECTED
        runCurrent()
        assertEquals(listOf(Screen.SignIn), app.screens.value)
        assertEquals(Problem.SignInRefused, app.signIn.state.value.problem)
        assertTrue(office.live.isClosed)
    }

    @Test
    fun `a link that is only lost ends no session`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        office.live.refusal = LinkException.Unexpected("the link is closed")
        office.live.lamps.value = Lamps(Lamp.On, Lamp.Failed("no answer"), Lamp.Off, Lamp.Off)
        office.live.states.value = LinkState.DISCONNECTED
        runCurrent()
        assertEquals(listOf(Screen.Home), app.screens.value)
        assertTrue(app.frame.value.offline)
        office.live.states.value = LinkState.SYNCING
        runCurrent()
        assertFalse(app.frame.value.offline)
        assertEquals(LinkState.SYNCING, app.frame.value.link)
    }

    @Test
    fun `a sign-out is told to the server and leaves nothing open`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.onFrame(FrameEvent.OpenStatus)
        app.status.onEvent(StatusEvent.SignOut)
        assertEquals(listOf(Screen.SignIn), app.screens.value)
        letTimePass()
        assertEquals("signOut", office.live.asked.last())
        assertTrue(office.live.isClosed)
        assertNull(app.signIn.state.value.problem)
        assertFalse(office.store.saved!!.signedIn)
    }

    @Test
    fun `leaving the demo leads back to the session that it covered`() = runTest {
        val office = Office(this, FakeSettingsStore(Office.signedIn.copy(demo = true)))
        val app = office.open()
        app.onFrame(FrameEvent.OpenStatus)
        assertTrue(app.status.state.value.demo)
        app.status.onEvent(StatusEvent.SignOut)
        runCurrent()
        assertEquals(listOf(Screen.Home), app.screens.value)
        assertFalse(app.frame.value.demo)
        assertEquals(listOf("resume"), office.live.asked)
        assertTrue(office.demo.isClosed)
    }

    @Test
    fun `reset all forgets settings, account and server (ML-16)`() = runTest {
        val office = Office(this)
        val app = office.open()
        app.onFrame(FrameEvent.OpenSettings)
        app.settingsScreen.onEvent(SettingsEvent.Speaker(true))
        app.settingsScreen.onEvent(SettingsEvent.ResetAll)
        letTimePass()
        assertEquals(FirstStart.settings, app.settings.value)
        assertEquals(FirstStart.saved, office.store.saved)
        assertEquals("", app.signIn.state.value.host)
        assertEquals("signOut", office.live.asked.last())
    }

    @Test
    fun `reset all in the demo forgets the session beneath it as well (ML-16)`() = runTest {
        val office = Office(this, FakeSettingsStore(Office.signedIn.copy(demo = true)))
        val app = office.open()
        app.settingsScreen.onEvent(SettingsEvent.ResetAll)
        letTimePass()
        assertEquals(listOf("signOut"), office.live.asked)
        assertTrue(office.live.isClosed)
    }

    @Test
    fun `each setting is kept as it is made (ML-18)`() = runTest {
        val office = Office(this)
        val app = office.open()
        val changes = listOf(
            SettingsEvent.Order(VoicemailOrder.Caller),
            SettingsEvent.People(PeopleOrder.Extension),
            SettingsEvent.Speaker(true),
            SettingsEvent.Statistics(true),
            SettingsEvent.Look(Appearance.Dark),
            SettingsEvent.CalmMotion(true),
        )
        for (change in changes) {
            app.settingsScreen.onEvent(change)
            runCurrent()
            assertEquals(app.settings.value, office.store.saved?.settings)
        }
        val expected =
            SettingsState(VoicemailOrder.Caller, PeopleOrder.Extension, true, true, Appearance.Dark, calmMotion = true)
        assertEquals(expected, app.settings.value)
    }

    @Test
    fun `back leads back one screen and stops at the first (ML-18)`() = runTest {
        val app = Office(this).open()
        app.home.onEvent(HomeEvent.OpenPeople)
        app.onFrame(FrameEvent.OpenStatus)
        app.onFrame(FrameEvent.OpenSettings)
        assertEquals(listOf(Screen.Home, Screen.People, Screen.Status, Screen.Settings), app.screens.value)
        app.onFrame(FrameEvent.OpenStatus)
        assertEquals("a screen is open once", listOf(Screen.Home, Screen.People, Screen.Status), app.screens.value)
        repeat(5) { app.onFrame(FrameEvent.Back) }
        assertEquals(listOf(Screen.Home), app.screens.value)
    }

    @Test
    fun `a presenter lives as long as its screen is open`() = runTest {
        val app = Office(this).open()
        app.home.onEvent(HomeEvent.OpenPeople)
        val first = app.people
        app.onFrame(FrameEvent.OpenStatus)
        assertSame(first, app.people)
        app.onFrame(FrameEvent.Back)
        app.onFrame(FrameEvent.Back)
        assertSame("its picture may be on its way out", first, app.people)
        app.home.onEvent(HomeEvent.OpenPeople)
        assertNotSame(first, app.people)
    }

    @Test
    fun `a player that was left is not started again by whoever still looks at it`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.home.onEvent(HomeEvent.OpenInbound)
        app.inbound.onEvent(InboundEvent.Open("1"))
        runCurrent()
        app.onFrame(FrameEvent.Back)
        app.player("1")
        runCurrent()
        assertEquals(1, office.audio.played.size)
        assertNull(office.audio.playback.value.path)
    }

    @Test
    fun `screens asked for while nobody is signed in load and do nothing`() = runTest {
        val app = Office(this, FakeSettingsStore()).open()
        assertEquals(Content.Loading, app.inbound.state.value.content)
        app.inbound.onEvent(InboundEvent.Delete("1"))
        app.presence.onEvent(PresenceEvent.Choose(Presence.AWAY))
        letTimePass()
        assertNull(app.frame.value.problem)
    }

    @Test
    fun `the lamps of a link are its own`() = runTest {
        val office = Office(this)
        val app = office.open(message("1"))
        app.onFrame(FrameEvent.OpenStatus)
        runCurrent()
        assertEquals(FakeLink.ALL_ON, app.status.state.value.lamps)
    }
}
