package org.mobilelink.desktop.sound

/** Hears nothing, but takes as long as a loudspeaker would: for machines without sound. */
class SilentOutput(
    private val rate: Int,
    private val channels: Int,
    private val clock: () -> Long = System::nanoTime,
) : SoundOutput {
    override var written = 0L
        private set

    private var heardBefore = 0L
    private var runningSince: Long? = clock()

    override val heard: Long
        @Synchronized get() = (heardBefore + (runningSince?.let { (clock() - it) * rate / NANOS } ?: 0L))
            .coerceAtMost(written)

    override fun write(samples: ShortArray) {
        synchronized(this) {
            if (heard == written) restartAt(written)
            written += samples.size / channels
        }
        while (runningSince != null && written - heard > rate / BUFFERS_A_SECOND) Thread.sleep(2)
    }

    @Synchronized override fun pause() {
        heardBefore = heard
        runningSince = null
    }

    @Synchronized override fun resume() {
        if (runningSince == null) runningSince = clock()
    }

    @Synchronized override fun flush() = restartAt(written)

    override fun close() = Unit

    private fun restartAt(frame: Long) {
        heardBefore = frame
        if (runningSince != null) runningSince = clock()
    }

    private companion object {
        const val NANOS = 1_000_000_000L
        const val BUFFERS_A_SECOND = 10
    }
}
