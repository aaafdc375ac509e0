package org.mobilelink.desktop.live

import java.io.File

/** Sends voicemails as other people's software does. */
object Swaks {
    /** From carol to alice. Returns the moment at which swaks read the 250 that promises delivery, in epoch milliseconds. */
    fun send(server: DemoServer, body: String, audio: File): Long {
        val swaks = ProcessBuilder(
            "swaks", "--server", "127.0.0.1:${server.smtp}", "--auth", "PLAIN",
            "--auth-user", "carol", "--auth-password", DemoServer.PASSWORD,
            "--from", "carol@harbour.example", "--to", "101@harbour.example",
            "--header", "Subject: Voicemail", "--body", body,
            "--attach-type", "audio/wav", "--attach", "@${audio.path}",
        ).redirectErrorStream(true).start()
        var dot = false
        var kept: Long? = null
        val said = StringBuilder()
        swaks.inputStream.bufferedReader().forEachLine { line ->
            if (dot && kept == null && line.contains(" 250 ")) kept = System.currentTimeMillis()
            if (line.trim() == "-> .") dot = true
            if (said.length < 20_000) said.appendLine(line)
        }
        check(swaks.waitFor() == 0) { "swaks: $said" }
        return checkNotNull(kept) { "no 250 after the message: $said" }
    }
}
