package org.mobilelink.app

import java.time.Instant

/** Outbound Messages: what was sent (ML-50, ML-51). Drafts join when the SDK keeps them. */
data class OutboundState(
    val content: Content<SentRow>,
)

data class SentRow(
    val id: String,
    val recipients: List<String>,
    val sentAt: Instant,
    val durationMs: Long?,
    val preview: String?,
)

sealed interface OutboundEvent {
    data class Open(val id: String) : OutboundEvent
    data object Compose : OutboundEvent
}
