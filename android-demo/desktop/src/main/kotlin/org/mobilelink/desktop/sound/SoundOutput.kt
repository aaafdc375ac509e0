package org.mobilelink.desktop.sound

/** Where sound goes. Counts in frames since it was opened; [heard] never passes [written]. */
interface SoundOutput : AutoCloseable {
    val written: Long

    /** How much has left the loudspeaker. */
    val heard: Long

    /** Takes 16-bit samples, channels interleaved; waits while there is no room. */
    fun write(samples: ShortArray)

    /** Nothing more comes: what was written is heard to its end. Some devices wait for more before they begin. */
    fun finish() = Unit

    /** Falls silent at once and keeps what was written. */
    fun pause()

    fun resume()

    /** Throws away what is not heard yet: afterwards [heard] is [written]. */
    fun flush()

    /** Opens an output for recordings of one kind. */
    fun interface Opener {
        /** Throws [NoSound] when there is nothing to hear it with. */
        fun open(rate: Int, channels: Int): SoundOutput
    }
}

/** There is no sound device, or it does not take what we have; the message says what to do. */
class NoSound(message: String, cause: Throwable? = null) : Exception(message, cause)
