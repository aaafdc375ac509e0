package org.mobilelink.desktop

import org.mobilelink.app.FirstStart
import org.mobilelink.app.Saved
import org.mobilelink.app.SettingsStore
import org.mobilelink.app.present.ServerForm
import org.mobilelink.client.ServerSettings

/** Settings as they were kept, changed by what the command line asks for. */
internal class StartingPoint(private val kept: SettingsStore, private val line: CommandLine) : SettingsStore by kept {
    override fun load(): Saved? {
        val saved = kept.load()
        if (!line.demo && line.server == null && line.user == null) return saved
        var start = saved ?: FirstStart.saved
        if (line.demo) start = start.copy(demo = true)
        line.server?.let { start = start.at(it) }
        line.user?.let { start = start.copy(username = it, signedIn = start.signedIn && start.username == it) }
        return start
    }

    /** A session is continued only at the place where it was begun. */
    private fun Saved.at(asked: CommandLine.Server): Saved {
        val before = server
        if (before != null && before.host == asked.host && before.port == asked.port) return copy(demo = false)
        val fresh =
            ServerSettings(asked.host, asked.port, ServerForm.automatic(asked.host), imapPort = null, smtpPort = null)
        return copy(demo = false, server = fresh, signedIn = false)
    }
}
