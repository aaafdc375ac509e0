package org.mobilelink.desktop.live

import java.io.File

/** ALSA's own "file" plugin as the default device: what Java plays is written down, sample by sample. */
object Capture {
    /** The environment of a process whose sound goes into [into]. */
    fun environment(into: File, folder: File): Map<String, String> {
        val settings = folder.resolve("asound.conf")
        settings.writeText(
            """
            </usr/share/alsa/alsa.conf>
            pcm.!default {
              type file
              slave.pcm "silent"
              file "${into.path}"
              format "raw"
            }
            pcm.silent { type null }
            """.trimIndent() + "\n",
        )
        return mapOf("ALSA_CONFIG_PATH" to settings.path)
    }
}
