package org.mobilelink.desktop.live

import java.io.File
import java.io.IOException
import java.util.concurrent.TimeUnit

/** A screen that nobody sees, on a display number that was free. */
class XServer private constructor(private val server: Process, val display: String) : AutoCloseable {
    override fun close() {
        server.destroy()
        if (!server.waitFor(5, TimeUnit.SECONDS)) server.destroyForcibly()
    }

    companion object {
        fun isInstalled(): Boolean =
            System.getenv("PATH").orEmpty().split(File.pathSeparator).any { File(it, "Xvfb").canExecute() }

        /** Xvfb finds the number itself and says it when it is ready. */
        fun start(): XServer {
            val server = ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
            val number = server.inputStream.bufferedReader().readLine()
                ?: throw IOException("Xvfb ended before it had a display")
            return XServer(server, ":$number")
        }
    }
}
