package org.mobilelink.app

import kotlinx.coroutines.flow.StateFlow

/** Plays one file at a time through the device. Implementations are the platform's. */
interface AudioPlayer {
    val playback: StateFlow<Playback>

    /** Opens a file and plays it from [positionMs]; what played before ends. */
    fun play(path: String, positionMs: Long = 0)

    fun pause()

    fun resume()

    fun seek(positionMs: Long)

    /** 0.8 to 2.5; the pitch stays. */
    fun setSpeed(speed: Float)

    fun setSpeaker(on: Boolean)

    /** Stops and lets go of the device. */
    fun stop()
}

data class Playback(
    /** The file that is open; none when none is. */
    val path: String?,
    val playing: Boolean,
    val positionMs: Long,
    /** Reached the end of [path]. */
    val ended: Boolean,
    /** Why it does not play; none when it does. */
    val failure: String?,
)
