package org.mobilelink

import java.io.BufferedReader
import kotlin.concurrent.thread
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls

/** `mobilelinkd demo` on free ports, with its data in a folder of its own, which goes with it. */
class DemoServer private constructor(private val process: Process, greeting: String) : AutoCloseable {
    val settings: ServerSettings = here(port(greeting, "AMDS http://"))
    val smtpPort: Int = port(greeting, "SMTP ")

    override fun close() {
        // SIGTERM: it clears up behind itself.
        process.destroy()
        process.waitFor()
    }

    companion object {
        private val PORTS = listOf("amds", "imap", "imaps", "smtp", "smtps").map { "--$it-port=0" }

        fun start(): DemoServer {
            val process = ProcessBuilder(listOf(property("mobilelink.server"), "demo") + PORTS)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
            val output = process.inputStream.bufferedReader()
            val greeting = greeting(output)
            // Whatever is printed later must not fill the pipe.
            thread(isDaemon = true) { runCatching { output.forEachLine { } } }
            return DemoServer(process, greeting)
        }

        /** A server on this machine. */
        fun here(port: Int): ServerSettings =
            ServerSettings("127.0.0.1", port.toUShort(), Tls.Plaintext(allowRemote = false), null, null)

        private fun greeting(output: BufferedReader): String {
            val lines = mutableListOf<String>()
            while (lines.lastOrNull()?.startsWith("Alone") != true) {
                lines += output.readLine() ?: error("the server ended at once, having said: $lines")
            }
            return lines.joinToString("\n")
        }

        private fun port(greeting: String, before: String): Int =
            greeting.substringAfter(before).substringAfter(':').takeWhile { it.isDigit() }.toInt()
    }
}
