package org.mobilelink.app

import java.io.File
import kotlin.concurrent.thread
import kotlinx.coroutines.flow.first
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.mobilelink.client.Finding
import org.mobilelink.client.LinkState

/** The app on the real SDK against `mobilelinkd demo`, from one start of the app to the next. */
class LiveTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val running by lazy { AppUnderTest(File(folder.root, "app")) }
    private val data by lazy { File(folder.root, "server").path }
    private val server by lazy { start() }

    @After
    fun end() {
        running.close()
        server.destroy()
        server.waitFor()
    }

    @Test
    fun `who signed in once is in at the next start, reads offline, and is asked again once the session ended`() {
        val port = port()
        running.run { app ->
            app.signIn.onEvent(SignInEvent.Host("127.0.0.1"))
            app.signIn.onEvent(SignInEvent.Port("$port"))
            app.signIn.onEvent(SignInEvent.FieldLeft)
            assertEquals(Finding.Well, app.signIn.until { it.finding != null }.finding)
            app.signIn.onEvent(SignInEvent.Username("alice"))
            app.signIn.onEvent(SignInEvent.Password("mobile-link-demo"))
            app.signIn.onEvent(SignInEvent.SignIn)
            app.frame.first { it.link == LinkState.CONNECTED }
            app.home.onEvent(HomeEvent.OpenInbound)
            assertTrue(app.messages().size > 10)
        }
        running.run { app ->
            assertEquals("nothing is asked", listOf(Screen.Home), app.screens.value)
            app.frame.first { it.link == LinkState.CONNECTED }
            setPassword("another password")
            app.screens.first { it == listOf(Screen.SignIn) }
            assertEquals(Problem.SignInRefused, app.signIn.state.value.problem)
            app.signIn.onEvent(SignInEvent.Password("another password"))
            app.signIn.onEvent(SignInEvent.SignIn)
            app.frame.first { it.link == LinkState.CONNECTED }
            server.destroy()
            server.waitFor()
            app.frame.first { it.offline }
        }
        running.run { app ->
            app.home.onEvent(HomeEvent.OpenInbound)
            assertTrue("from the cache", app.messages().size > 10)
            app.frame.first { it.offline }
            assertEquals(Screen.Inbound, app.screens.value.last())
        }
    }

    private fun mobilelinkd(vararg arguments: String, environment: Map<String, String> = emptyMap()): Process {
        val program = checkNotNull(System.getProperty("mobilelink.server")) { "-Dmobilelink.server names mobilelinkd" }
        val builder = ProcessBuilder(program, *arguments).redirectError(ProcessBuilder.Redirect.INHERIT)
        builder.environment().putAll(environment)
        return builder.start()
    }

    private fun start(): Process {
        val ports = listOf("amds", "imap", "imaps", "smtp", "smtps").map { "--$it-port=0" }
        return mobilelinkd("demo", "--data", data, *ports.toTypedArray())
    }

    private fun port(): Int {
        val said = server.inputStream.bufferedReader()
        val listening = generateSequence(said::readLine).first { "http://127.0.0.1:" in it }
        // Whatever is printed later must not fill the pipe.
        thread(isDaemon = true) { runCatching { said.forEachLine { } } }
        return listening.substringAfter("http://127.0.0.1:").takeWhile(Char::isDigit).toInt()
    }

    private fun setPassword(password: String) {
        val environment = mapOf("MOBILE_LINK_NEW_PASSWORD" to password)
        val changing = mobilelinkd("user", "password", "alice", "--data", data, environment = environment)
        assertEquals(0, changing.waitFor())
    }
}
