package org.mobilelink.app

import java.time.Instant
import org.mobilelink.wire.PartKind

/** Plays one message, at once (ML-42, ML-43). */
data class PlayerState(
    val id: String,
    val who: String,
    val number: String?,
    val isInternal: Boolean,
    val receivedAt: Instant?,
    /** The introduction before the message, when it was passed on (VM-06). */
    val tracks: List<Track>,
    /** Which of [tracks] plays. */
    val track: Int,
    val playing: Boolean,
    val positionMs: Long,
    /** 0.8 to 2.5. */
    val speed: Float,
    /** For now; the saved default is untouched (ML-23). */
    val speaker: Boolean,
    /** The audio is being fetched. */
    val loading: Boolean,
    /** What is written in it, or was transcribed. */
    val text: String?,
    /** Only to a person of this site (ML-43). */
    val canReply: Boolean,
    val problem: Problem?,
)

data class Track(
    val part: PartKind,
    val durationMs: Long,
    /** Loudness 0 to 255, evenly spread; empty while unknown. */
    val peaks: List<Int>,
)

sealed interface PlayerEvent {
    data object PlayPause : PlayerEvent
    data class Seek(val positionMs: Long) : PlayerEvent
    data object Back10 : PlayerEvent
    data object Forward10 : PlayerEvent
    data class Speed(val speed: Float) : PlayerEvent
    data class ChooseTrack(val track: Int) : PlayerEvent
    data object ToggleSpeaker : PlayerEvent
    data object MarkNew : PlayerEvent
    data object Delete : PlayerEvent
    data object Reply : PlayerEvent
    data object Forward : PlayerEvent
    data object Retry : PlayerEvent
}
