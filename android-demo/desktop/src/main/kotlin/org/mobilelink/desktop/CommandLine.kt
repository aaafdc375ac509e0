package org.mobilelink.desktop

import java.io.File

/** What was asked for on the command line. */
data class CommandLine(
    val demo: Boolean = false,
    /** Host and AMDS port. */
    val server: Server? = null,
    val user: String? = null,
    val data: File = DataFolder.ofThisSystem(),
    /** Play without a sound device: time passes, nothing is heard. */
    val silent: Boolean = false,
    val help: Boolean = false,
) {
    data class Server(val host: String, val port: UShort)

    companion object {
        const val HELP = """Mobile Link: presence, voicemail and conferences in a window

  --demo               sample data, no server, no account
  --server HOST:PORT   where to sign in; the port is that of AMDS, 8081 when left out
  --user NAME          as whom
  --data DIR           keep settings and messages there and not in the user's data folder
  --silent             play messages without a sound device
  --help               this text

Keys: Esc back · F5 try the link · Ctrl+, settings · Ctrl+L connection status · Ctrl+Q quit
In a list: arrows, Enter opens, Delete deletes, Ctrl+Z takes that back, the menu key shows more
In a message: Space play or pause · left and right ten seconds"""

        private const val AMDS_PORT: UShort = 8081u

        /** Throws [Misunderstood]. */
        fun of(arguments: List<String>): CommandLine {
            var line = CommandLine()
            val rest = ArrayDeque(arguments)
            fun value(option: String) = rest.removeFirstOrNull() ?: throw Misunderstood("$option wants a value")
            while (rest.isNotEmpty()) {
                line = when (val option = rest.removeFirst()) {
                    "--demo" -> line.copy(demo = true)
                    "--server" -> line.copy(server = serverOf(value(option)))
                    "--user" -> line.copy(user = value(option))
                    "--data" -> line.copy(data = File(value(option)))
                    "--silent" -> line.copy(silent = true)
                    "--help", "-h" -> line.copy(help = true)
                    else -> throw Misunderstood("$option is not known")
                }
            }
            if (line.demo && line.server != null) throw Misunderstood("--demo needs no --server")
            return line
        }

        /** `host`, `host:port`, `[2001:db8::1]:port`. */
        private fun serverOf(text: String): Server {
            val colon = text.lastIndexOf(':')
            val hasPort = colon > text.lastIndexOf(']') && text.indexOf(':') == colon || text.contains("]:")
            val host = (if (hasPort) text.substring(0, colon) else text).removeSurrounding("[", "]")
            val port = if (hasPort) text.substring(colon + 1).toUShortOrNull() else AMDS_PORT
            if (host.isEmpty() || port == null || port == 0.toUShort()) {
                throw Misunderstood("--server wants host:port, not \"$text\"")
            }
            if (isNoAddress(host)) throw Misunderstood("$host is no address: each of its four numbers is 255 at most")
            return Server(host, port)
        }

        /** What has digits and dots only is meant as an address, and nobody answers to another. */
        private fun isNoAddress(host: String): Boolean {
            val numbers = host.split('.')
            return host.all { it.isDigit() || it == '.' } && (numbers.size != 4 || numbers.any { it.toUByteOrNull() == null })
        }
    }
}

/** What is on the command line cannot be meant; the message says why. */
class Misunderstood(message: String) : Exception(message)
