package org.mobilelink.app

import org.mobilelink.client.Finding
import org.mobilelink.client.Lamps
import org.mobilelink.client.LinkState

/** Connection Status: four lamps in words, the logo, and what the doctor says (ML-28, LOGO-03). */
data class StatusState(
    val link: LinkState,
    val lamps: Lamps,
    /** Host and port, or empty in demo mode. */
    val server: String,
    val account: String,
    val demo: Boolean,
    val logo: Logo?,
    /** What was found out; none before somebody asked. */
    val finding: Finding?,
    /** The doctor is at work. */
    val examining: Boolean,
    /** Version of the app. */
    val version: String,
)

sealed interface StatusEvent {
    /** Ask the doctor. */
    data object Examine : StatusEvent
    data object RefreshLogo : StatusEvent
    data object RetryNow : StatusEvent
    data object OpenSettings : StatusEvent
    data object SignOut : StatusEvent
}
