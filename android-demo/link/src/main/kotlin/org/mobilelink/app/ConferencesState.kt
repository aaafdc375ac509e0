package org.mobilelink.app

import java.time.Instant
import org.mobilelink.wire.ConferenceState as Standing

/** The conferences of the user, soonest first, standing bridges last (ML-60). */
data class ConferencesState(
    val content: Content<ConferenceRow>,
)

data class ConferenceRow(
    val id: String,
    val name: String,
    /** What people dial. */
    val number: String,
    val standing: Standing,
    /** None for a standing bridge. */
    val startAt: Instant?,
    val durationMs: Long?,
    val overtime: Boolean,
)

sealed interface ConferencesEvent {
    data class Open(val id: String) : ConferencesEvent
}
