package org.mobilelink.app

import org.mobilelink.wire.CurrentPresence

/** Home: four rows of the manual and the people (ML-30). */
data class HomeState(
    /** Given and family name; empty before it is known. */
    val name: String,
    /** None before it is known. */
    val presence: CurrentPresence?,
    /** New messages; zero shows no number (ML-30), none is before it is known. */
    val newMessages: Int?,
    /** Conferences that are active now. */
    val activeConferences: Int,
    /** Without the feature key: only presence is enabled (ML-03). */
    val evaluation: Boolean,
    /** The corporate logo as PNG or JPEG; none shows ours (LOGO-01). */
    val logo: Logo?,
)

/** An image that is equal when its revision is. */
class Logo(val revision: String, val bytes: ByteArray) {
    override fun equals(other: Any?): Boolean = other is Logo && other.revision == revision

    override fun hashCode(): Int = revision.hashCode()
}

sealed interface HomeEvent {
    data object OpenPresence : HomeEvent
    data object OpenInbound : HomeEvent
    data object OpenOutbound : HomeEvent
    data object OpenConferences : HomeEvent
    data object OpenPeople : HomeEvent
}
