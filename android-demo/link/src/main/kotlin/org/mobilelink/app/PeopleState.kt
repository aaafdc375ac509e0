package org.mobilelink.app

import org.mobilelink.wire.Presence

/** The directory: who is where (PRS-02c). */
data class PeopleState(
    val content: Content<PersonRow>,
    /** Shows people whose name or extension contains this. */
    val search: String,
)

data class PersonRow(
    val id: String,
    val name: String,
    val extension: String,
    val presence: Presence,
    val note: String?,
    /** The signed-in user. */
    val isMe: Boolean,
)

sealed interface PeopleEvent {
    data class Search(val text: String) : PeopleEvent
}
