package org.mobilelink.app.link

import org.mobilelink.client.Finding
import org.mobilelink.client.Lamps
import org.mobilelink.client.ServerSettings

/** Makes links, and asks the doctor about a server that there is no link to. */
interface LinkFactory {
    /** Into the sample office; what is changed there is gone with the link (ML-70). */
    suspend fun demo(): Link

    /** To a server. Its cache outlives the link, so there is one at a time. */
    suspend fun live(server: ServerSettings): Link

    /** Tries each leg, and whether name and password are taken if both are given. */
    suspend fun diagnose(server: ServerSettings, username: String, password: String): Trial
}

/** How a trial of a server went. */
data class Trial(
    /** How far each leg came (ML-17). */
    val lamps: Lamps,
    /** What that means. */
    val finding: Finding,
)
