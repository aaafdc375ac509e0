package org.mobilelink.app

import java.time.Instant

/** Inbound Messages (ML-40, ML-41). */
data class InboundState(
    val content: Content<VoicemailRow>,
    /** The message that was deleted last, as long as it can be taken back. */
    val undo: Undo?,
)

data class VoicemailRow(
    val id: String,
    /** Name, or number when there is no name; empty when the number was withheld. */
    val who: String,
    /** Extension or caller id; none when [who] is it already. */
    val number: String?,
    val isInternal: Boolean,
    val isForward: Boolean,
    val receivedAt: Instant,
    /** Milliseconds; none while unknown. */
    val durationMs: Long?,
    /** Shown bold (ML-40). */
    val isNew: Boolean,
    /** An action on it has not reached the server yet. */
    val pending: Boolean,
    /** The first words of what is written in it. */
    val preview: String?,
)

data class Undo(val id: String, val who: String)

sealed interface InboundEvent {
    data class Open(val id: String) : InboundEvent
    data class MarkSeen(val id: String, val seen: Boolean) : InboundEvent
    data class Delete(val id: String) : InboundEvent
    data object UndoDelete : InboundEvent

    /** The offer to undo went away. */
    data object UndoExpired : InboundEvent
    data object Refresh : InboundEvent
}
