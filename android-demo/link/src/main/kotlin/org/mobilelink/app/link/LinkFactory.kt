package org.mobilelink.app.link

import org.mobilelink.client.Diagnosis
import org.mobilelink.client.ServerSettings

/** Makes links, and asks the doctor about a server that there is no link to. */
interface LinkFactory {
    /** Into the sample office; what is changed there is gone with the link (ML-70). */
    suspend fun demo(): Link

    /** To a server. Its cache outlives the link, so there is one at a time. */
    suspend fun live(server: ServerSettings): Link

    /** Tries each leg of a server without signing in (ML-17); takes at most half a minute. */
    suspend fun diagnose(server: ServerSettings): Diagnosis
}
