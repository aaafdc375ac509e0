package org.mobilelink.app

/** A message that is being made (ML-52): its recipients today; recording and sending when the SDK can. */
data class DraftState(
    val recipients: List<Recipient>,
    val search: String,
    /** The message that is passed on or answered, in words; none for a new one. */
    val about: VoicemailRow?,
    /** False while the SDK cannot send: the screen says so plainly. */
    val canSend: Boolean,
)

data class Recipient(
    val id: String,
    val name: String,
    val extension: String,
    val chosen: Boolean,
)

sealed interface DraftEvent {
    data class Toggle(val id: String) : DraftEvent

    /** Everybody who is shown, or nobody of them when they are chosen already (ML-25). */
    data object SelectAll : DraftEvent
    data class Search(val text: String) : DraftEvent
}
