package org.mobilelink.desktop.live

import java.io.File
import java.io.IOException
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

/** `mobilelinkd demo` on free ports, with the sample office fresh in it. */
class DemoServer private constructor(private val server: Process, val amds: Int, val smtp: Int) : AutoCloseable {
    override fun close() {
        server.destroy()
        if (!server.waitFor(20, TimeUnit.SECONDS)) server.destroyForcibly()
    }

    companion object {
        const val PASSWORD = "mobile-link-demo"

        fun start(data: File? = null): DemoServer {
            val program = checkNotNull(System.getProperty("mobilelink.server")) { "-Dmobilelink.server names mobilelinkd" }
            val arguments = listOf("--amds-port", "0", "--imap-port", "0", "--imaps-port", "off", "--smtp-port", "0") +
                listOf("--smtps-port", "off") + data?.let { listOf("--data", it.path) }.orEmpty()
            val server = ProcessBuilder(listOf(program, "demo") + arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
            val said = server.inputStream.bufferedReader()
            val listening = generateSequence(said::readLine).firstOrNull { it.startsWith("Listening") }
                ?: throw IOException("$program ended before it listened")
            thread(isDaemon = true) { runCatching { said.forEachLine { } } }
            fun port(after: String) = listening.substringAfter("$after 127.0.0.1:").takeWhile(Char::isDigit).toInt()
            val amds = Regex("""http://127\.0\.0\.1:(\d+)""").find(listening) ?: error("no AMDS in: $listening")
            return DemoServer(server, amds.groupValues[1].toInt(), port("SMTP"))
        }
    }
}
