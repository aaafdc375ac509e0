package org.mobilelink.app

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.fixtures.FakeLink
import org.mobilelink.app.fixtures.FakeSettingsStore
import org.mobilelink.client.Diagnosis
import org.mobilelink.client.Finding
import org.mobilelink.client.Lamp
import org.mobilelink.client.Lamps
import org.mobilelink.client.LinkException
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls

@OptIn(ExperimentalCoroutinesApi::class)
class SignInTest {
    private val dark = FakeLink.DARK

    private class Opened(val office: Office, val app: MobileLinkApp) {
        val shown get() = app.signIn.state.value

        fun fill() {
            app.signIn.onEvent(SignInEvent.Username(" alice "))
            app.signIn.onEvent(SignInEvent.Password("secret"))
            app.signIn.onEvent(SignInEvent.Host(" phone.harbour.example "))
        }
    }

    private fun TestScope.opened(saved: Saved? = null): Opened {
        val office = Office(this, FakeSettingsStore(saved))
        return Opened(office, office.open())
    }

    @Test
    fun `the first start asks for a server with the ports 8081, 143 and 25 (ML-12)`() = runTest {
        val opened = opened()
        assertEquals(listOf(Screen.SignIn), opened.app.screens.value)
        assertEquals(listOf("8081", "143", "25"), with(opened.shown) { listOf(port, imapPort, smtpPort) })
        assertFalse(opened.shown.canSignIn || opened.shown.demo)
    }

    @Test
    fun `with name, password and server one can sign in, and comes home (ML-11)`() = runTest {
        val opened = opened()
        opened.fill()
        assertTrue(opened.shown.canSignIn)
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        assertTrue(opened.shown.busy)
        runCurrent()
        assertEquals(listOf(Screen.Home), opened.app.screens.value)
        assertEquals(listOf("signIn alice"), opened.office.live.asked)
        assertEquals(Office.signedIn, opened.office.store.saved)
    }

    @Test
    fun `mail ports that are the defaults, or empty, are the server's to tell, and others are meant`() = runTest {
        val opened = opened()
        opened.fill()
        opened.app.signIn.onEvent(SignInEvent.ImapPort(""))
        opened.app.signIn.onEvent(SignInEvent.SmtpPort("2525"))
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        val expected = ServerSettings("phone.harbour.example", 8081u, Tls.WebPki, null, 2525u)
        assertEquals(listOf(expected), opened.office.links.servers)
    }

    @Test
    fun `automatic protection is none on this machine and certificates elsewhere`() = runTest {
        val opened = opened()
        opened.fill()
        for (host in listOf("localhost", "127.0.0.1", "::1", "[::1]", "127.harbour.example")) {
            opened.app.signIn.onEvent(SignInEvent.Host(host))
            opened.app.signIn.onEvent(SignInEvent.FieldLeft)
            letTimePass()
        }
        val here = Tls.Plaintext(allowRemote = false)
        assertEquals(listOf(here, here, here, here, Tls.WebPki), opened.office.links.examined.map { it.tls })
    }

    @Test
    fun `what cannot be meant is said beside its field, and goes when it is typed anew`() = runTest {
        val opened = opened()
        opened.fill()
        val wrong = listOf(
            SignInEvent.Port("80810") to "port",
            SignInEvent.Port("0") to "port",
            SignInEvent.ImapPort("mail") to "imapPort",
            SignInEvent.SmtpPort("-1") to "smtpPort",
            SignInEvent.Host("http://phone/") to "host",
            SignInEvent.Fingerprint("3F:9A") to "fingerprint",
        )
        for ((event, field) in wrong) {
            opened.fill()
            opened.app.signIn.onEvent(SignInEvent.Port("8081"))
            opened.app.signIn.onEvent(SignInEvent.ImapPort(""))
            opened.app.signIn.onEvent(SignInEvent.SmtpPort(""))
            if (field == "fingerprint") opened.app.signIn.onEvent(SignInEvent.Protect(Protection.Pinned))
            opened.app.signIn.onEvent(event)
            opened.app.signIn.onEvent(SignInEvent.SignIn)
            runCurrent()
            assertEquals(field, (opened.shown.problem as? Problem.Invalid)?.field)
            assertFalse(opened.shown.busy)
            opened.app.signIn.onEvent(SignInEvent.Username("alice"))
            assertNull(opened.shown.problem)
        }
        assertTrue("no link is made for it", opened.office.links.servers.isEmpty())
    }

    @Test
    fun `after a field the legs are tried, and the lamps say how (ML-17)`() = runTest {
        val opened = opened()
        val answer = CompletableDeferred<Diagnosis>()
        opened.office.links.doctor = { answer.await() }
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        letTimePass()
        assertEquals("without a server there is nothing to try", dark, opened.shown.lamps)

        opened.fill()
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        advanceTimeBy(1_000)
        assertEquals(Lamp.Trying, opened.shown.lamps.net)
        val lamps = Lamps(Lamp.On, Lamp.On, Lamp.Failed("closed"), Lamp.On)
        answer.complete(Diagnosis(lamps, Finding.Well))
        runCurrent()
        assertEquals(lamps, opened.shown.lamps)
        assertEquals(Finding.Well, opened.shown.finding)
    }

    @Test
    fun `fields left quickly are tried once, and an unchanged server is not tried again`() = runTest {
        val opened = opened()
        opened.office.links.doctor = { Diagnosis(FakeLink.ALL_ON, Finding.Well) }
        opened.fill()
        repeat(3) { opened.app.signIn.onEvent(SignInEvent.FieldLeft) }
        letTimePass()
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        letTimePass()
        assertEquals(1, opened.office.links.examined.size)
        opened.app.signIn.onEvent(SignInEvent.Port("8082"))
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        letTimePass()
        assertEquals(2, opened.office.links.examined.size)
    }

    @Test
    fun `whoever takes a change back before its trial is over gets the lamps of the first again (ML-17)`() = runTest {
        val opened = opened()
        opened.office.links.doctor = { Diagnosis(FakeLink.ALL_ON, Finding.Well) }
        opened.fill()
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        letTimePass()
        opened.office.links.doctor = { awaitCancellation() }
        opened.app.signIn.onEvent(SignInEvent.Port("8082"))
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        advanceTimeBy(1_000)
        assertEquals(Lamp.Trying, opened.shown.lamps.net)
        opened.office.links.doctor = { Diagnosis(FakeLink.ALL_ON, Finding.Well) }
        opened.app.signIn.onEvent(SignInEvent.Port("8081"))
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        letTimePass()
        assertEquals(FakeLink.ALL_ON, opened.shown.lamps)
        assertEquals(Finding.Well, opened.shown.finding)
    }

    @Test
    fun `a trial that fails leaves no lamp trying`() = runTest {
        val opened = opened()
        opened.office.links.doctor = { throw LinkException.Unexpected("the library does not load") }
        opened.fill()
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        letTimePass()
        assertEquals(dark, opened.shown.lamps)
        assertTrue("${opened.shown.problem}", opened.shown.problem != null)
    }

    @Test
    fun `what was typed as password is not printed, and everything else is`() = runTest {
        val opened = opened()
        opened.fill()
        val printed = opened.shown.toString()
        assertFalse(printed, "secret" in printed)
        assertEquals("Password(text=Secret(…))", SignInEvent.Password("secret").toString())
        assertTrue(printed, "password=Secret(…)" in printed)
        val fields = SignInState::class.java.declaredFields.filterNot { it.isSynthetic }
        for (field in fields) assertTrue("${field.name} in $printed", "${field.name}=" in printed)
    }

    @Test
    fun `the certificate that the trial found can be trusted, and is tried at once`() = runTest {
        val opened = opened()
        val fingerprint = List(32) { "AB" }.joinToString(":")
        opened.office.links.doctor = { Diagnosis(dark, Finding.UnknownCertificate(fingerprint)) }
        opened.fill()
        opened.app.signIn.onEvent(SignInEvent.Pin)
        assertEquals("nothing was found yet", Protection.Automatic, opened.shown.protection)
        opened.app.signIn.onEvent(SignInEvent.FieldLeft)
        letTimePass()
        opened.app.signIn.onEvent(SignInEvent.Pin)
        assertEquals(Protection.Pinned, opened.shown.protection)
        letTimePass()
        assertEquals(Tls.Pinned(fingerprint), opened.office.links.examined.last().tls)
    }

    @Test
    fun `a refused sign-in is said, the link is let go, and one can try again`() = runTest {
        val opened = opened()
        opened.office.live.refusal = LinkException.SignInRefused()
        opened.fill()
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        assertEquals(Problem.SignInRefused, opened.shown.problem)
        assertTrue(opened.shown.canSignIn && !opened.shown.busy)
        assertTrue(opened.office.live.isClosed)
        assertEquals("what was typed stays", "secret", opened.shown.password)
    }

    @Test
    fun `the demo needs nothing but the switch, and is labelled (ML-10, ML-70)`() = runTest {
        val opened = opened()
        opened.app.signIn.onEvent(SignInEvent.Demo(true))
        assertTrue(opened.shown.canSignIn)
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        assertEquals(listOf(Screen.Home), opened.app.screens.value)
        assertTrue(opened.app.frame.value.demo)
        assertEquals(listOf("signIn alice"), opened.office.demo.asked)
        assertTrue(opened.office.links.servers.isEmpty())
        assertTrue(opened.office.store.saved?.demo == true)
    }

    @Test
    fun `the switch to the demo and back forgets nothing that was typed`() = runTest {
        val opened = opened()
        opened.app.signIn.onEvent(SignInEvent.Username("judy"))
        opened.app.signIn.onEvent(SignInEvent.Demo(true))
        assertEquals("alice", opened.shown.username)
        opened.app.signIn.onEvent(SignInEvent.Demo(false))
        assertEquals("judy", opened.shown.username)
    }

    @Test
    fun `who comes back from the demo needs no password`() = runTest {
        val opened = opened(Office.signedIn.copy(demo = true))
        opened.app.onFrame(FrameEvent.OpenSettings)
        opened.app.settingsScreen.onEvent(SettingsEvent.OpenServer)
        opened.app.signIn.onEvent(SignInEvent.Demo(false))
        assertTrue(opened.shown.canSignIn)
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        assertEquals(listOf("resume"), opened.office.live.asked)
        assertFalse(opened.app.frame.value.demo)
        assertTrue(opened.office.demo.isClosed)
    }

    @Test
    fun `another account signs the first one out before`() = runTest {
        val opened = opened(Office.signedIn)
        opened.app.onFrame(FrameEvent.OpenSettings)
        opened.app.settingsScreen.onEvent(SettingsEvent.OpenServer)
        val first = opened.office.live
        val second = FakeLink().apply { user = Office.alice }
        opened.office.links.live = second
        opened.app.signIn.onEvent(SignInEvent.Username("judy"))
        opened.app.signIn.onEvent(SignInEvent.Password("other"))
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        assertEquals("signOut", first.asked.last())
        assertTrue(first.isClosed)
        assertEquals(listOf("signIn judy"), second.asked)
        assertEquals("judy", opened.office.store.saved?.username)
    }

    /** Signed in, at the settings of the server, with a password that the server refuses. */
    private fun TestScope.mistypedOverASession(): Opened {
        val opened = opened(Office.signedIn)
        opened.app.onFrame(FrameEvent.OpenSettings)
        opened.app.settingsScreen.onEvent(SettingsEvent.OpenServer)
        opened.office.links.live = FakeLink().apply { refusal = LinkException.SignInRefused() }
        opened.app.signIn.onEvent(SignInEvent.Password("mistyped"))
        return opened
    }

    @Test
    fun `back does not lead to the session that a refused sign-in came after`() = runTest {
        val opened = mistypedOverASession()
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        assertEquals(Problem.SignInRefused, opened.shown.problem)
        opened.app.onFrame(FrameEvent.Back)
        assertEquals(listOf(Screen.SignIn), opened.app.screens.value)
        assertEquals(listOf("resume", "signOut"), opened.office.live.asked)
        assertEquals(false, opened.office.store.saved?.signedIn)
        opened.office.links.live.apply { refusal = null }.user = Office.alice
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        assertEquals(listOf(Screen.Home), opened.app.screens.value)
    }

    @Test
    fun `a session that makes way comes to its end though the app is closed meanwhile`() = runTest {
        val opened = mistypedOverASession()
        opened.office.live.farewell = CompletableDeferred()
        opened.app.signIn.onEvent(SignInEvent.SignIn)
        runCurrent()
        opened.app.close()
        letTimePass()
        assertEquals(false, opened.office.store.saved?.signedIn)
        assertTrue(opened.office.live.isClosed)
    }
}
