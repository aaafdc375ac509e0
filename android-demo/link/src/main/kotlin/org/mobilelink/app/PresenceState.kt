package org.mobilelink.app

import org.mobilelink.wire.Presence

/** The choice of the own presence: the seven, in the order of their telephone digits (features 0.1). */
data class PresenceState(
    val current: Presence?,
    val choices: List<Presence>,
    /** A few words of one's own, as typed. */
    val note: String,
    /** The choice is shown already and on its way to the server. */
    val pending: Boolean,
)

sealed interface PresenceEvent {
    data class Choose(val presence: Presence) : PresenceEvent
    data class Note(val text: String) : PresenceEvent
}
