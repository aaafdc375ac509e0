package org.mobilelink

import com.sun.net.httpserver.HttpServer
import java.io.File
import java.net.InetSocketAddress
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.junit.runners.Parameterized
import org.mobilelink.client.LinkException
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls
import org.mobilelink.wire.Presence

/** One case of the error: what brings it about, and what it says. */
class ErrorCase(val name: String, private val says: Regex, private val provoke: suspend () -> Unit) {
    suspend fun check() {
        val error = runCatching { provoke() }.exceptionOrNull()
        assertEquals("$error", name, (error as? LinkException)?.let { it::class.simpleName })
        assertTrue("${error?.message}", says.matches(error?.message.orEmpty()))
    }

    override fun toString(): String = name
}

/** Each error of the SDK arrives as itself, with what it carries. */
@RunWith(Parameterized::class)
class ErrorTest(private val case: ErrorCase) {
    @Test
    fun `each error arrives as itself`() = test { case.check() }

    companion object {
        @JvmStatic
        @Parameterized.Parameters(name = "{0}")
        fun cases(): List<ErrorCase> = CASES
    }
}

/** Kotlin has each case of the Rust enum and no other, and each is provoked here. */
class ErrorCasesTest {
    private val rust: List<String> = cloned("sdk/client/src/error.rs").readText()
        .substringAfter("pub enum LinkError {\n").substringBefore("\n}\n").lines()
        .mapNotNull { Regex("    ([A-Z][A-Za-z]*)\\b.*").matchEntire(it)?.groupValues?.get(1) }

    @Test
    fun `Kotlin has the cases of Rust and no other`() {
        val kotlin = LinkException::class.java.declaredClasses.map { it.kotlin }
            .filter { LinkException::class.java.isAssignableFrom(it.java) }.map { it.simpleName }
        assertEquals(rust.toSet(), kotlin.toSet())
    }

    @Test
    fun `each case is provoked`() = assertEquals(rust.toSet(), CASES.map { it.name }.toSet())
}

private val NO_MORE = Regex("")

private val CASES = listOf(
    ErrorCase("Offline", Regex("leg=[A-Z]+, reason=.+")) { signInTo(DemoServer.here(1)) },
    ErrorCase("SignInRefused", NO_MORE) { withDemo { it.signIn("alice", "wrong") } },
    ErrorCase("NotPermitted", Regex("code=feature_key_missing")) { answered(403, "feature_key_missing") },
    ErrorCase("Full", NO_MORE) { answered(503, "busy") },
    ErrorCase("Unsupported", Regex("found=.+")) { withDemo { it.setPresence(Presence.UNKNOWN, null) } },
    ErrorCase("Gone", NO_MORE) { withDemo { it.voicemail("none") } },
    ErrorCase("Invalid", Regex("field=fingerprint, reason=.*64.*")) {
        signInTo(DemoServer.here(1).copy(tls = Tls.Pinned("ab")))
    },
    ErrorCase("Unexpected", Regex("detail=.+")) {
        val file = File.createTempFile("not-a", "folder")
        try {
            MobileLink.live(DemoServer.here(1), OPTIONS.copy(cache = file.path)).close()
        } finally {
            file.delete()
        }
    },
)

private suspend fun signInTo(server: ServerSettings) {
    MobileLink.live(server, OPTIONS).use { it.signIn("alice", PASSWORD) }
}

/** Signs in to a server that answers everything in this way. */
private suspend fun answered(status: Int, code: String) {
    val problem = """{"type":"about:blank","title":"no","status":$status,"code":"$code"}""".toByteArray()
    val server = HttpServer.create(InetSocketAddress("127.0.0.1", 0), 0)
    server.createContext("/") { exchange ->
        exchange.requestBody.use { it.readBytes() }
        exchange.responseHeaders["Content-Type"] = "application/problem+json"
        exchange.sendResponseHeaders(status, problem.size.toLong())
        exchange.responseBody.use { it.write(problem) }
    }
    server.start()
    try {
        signInTo(DemoServer.here(server.address.port))
    } finally {
        server.stop(0)
    }
}
