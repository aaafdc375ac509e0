package org.mobilelink.desktop

import java.io.IOException
import java.util.concurrent.TimeUnit

/** Whether the desktop is dark. Compose knows on macOS and Windows; Linux is asked here. */
internal object SystemAppearance {
    /** True for dark; none when it cannot be known. May take a moment: it asks another program. */
    fun isDarkOnLinux(): Boolean? {
        if (!System.getProperty("os.name").startsWith("Linux")) return null
        // Set by people who want one program dark.
        System.getenv("GTK_THEME")?.let { return it.endsWith(":dark") || it.endsWith("-dark") }
        return gnomeSays("color-scheme")?.contains("dark")
    }

    private fun gnomeSays(key: String): String? = try {
        val asked = ProcessBuilder("gsettings", "get", "org.gnome.desktop.interface", key)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
        if (asked.waitFor(2, TimeUnit.SECONDS) && asked.exitValue() == 0) {
            asked.inputStream.bufferedReader().readText()
        } else {
            asked.destroy()
            null
        }
    } catch (_: IOException) {
        null
    }
}
