package org.mobilelink.app

import org.mobilelink.client.LinkState

/** What surrounds every screen: title bar and banners (ML-20 to ML-23). */
data class FrameState(
    /** The state of the link, shown at the right of the title (ML-22). */
    val link: LinkState,
    /** True in demo mode, which is always labelled (ML-70). */
    val demo: Boolean,
    /** Whether sound comes from the loudspeaker now (ML-23). */
    val speaker: Boolean,
    /** Whether what is shown may be old, because there is no link. */
    val offline: Boolean,
    /** A problem that belongs to no field, shown until dismissed. */
    val problem: Problem?,
)

/** What can be done around every screen. */
sealed interface FrameEvent {
    /** Open the Connection Status screen (ML-21). */
    data object OpenStatus : FrameEvent

    /** Open the settings (ML-25). */
    data object OpenSettings : FrameEvent

    /** Go back one screen (ML-18). */
    data object Back : FrameEvent

    /** The problem was read. */
    data object DismissProblem : FrameEvent

    /** Try the link now. */
    data object RetryNow : FrameEvent
}
