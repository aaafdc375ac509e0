package org.mobilelink.desktop.sound

import javax.sound.sampled.AudioFormat
import javax.sound.sampled.AudioSystem
import javax.sound.sampled.LineUnavailableException
import javax.sound.sampled.SourceDataLine

/** The default sound device of the system. */
class DeviceOutput private constructor(private val line: SourceDataLine) : SoundOutput {
    private val frameBytes = line.format.frameSize
    override var written = 0L
        private set

    /** What was thrown away: counted as written, but never by the line. */
    private var dropped = 0L

    override val heard: Long get() = (line.longFramePosition + dropped).coerceIn(0L, written)

    override fun write(samples: ShortArray) {
        val bytes = ByteArray(samples.size * 2)
        samples.forEachIndexed { index, sample ->
            bytes[index * 2] = sample.toByte()
            bytes[index * 2 + 1] = (sample.toInt() shr 8).toByte()
        }
        var done = 0
        while (done < bytes.size && line.isOpen) done += line.write(bytes, done, bytes.size - done)
        written += bytes.size / frameBytes
    }

    override fun finish() = line.drain()

    override fun pause() = line.stop()

    override fun resume() = line.start()

    override fun flush() {
        line.flush()
        // Some drivers count what they threw away as heard, others do not.
        dropped = written - line.longFramePosition
    }

    override fun close() {
        line.stop()
        line.flush()
        line.close()
    }

    companion object : SoundOutput.Opener {
        private const val BUFFER_MS = 120

        override fun open(rate: Int, channels: Int): SoundOutput {
            val format = AudioFormat(rate.toFloat(), Short.SIZE_BITS, channels, true, false)
            try {
                val line = AudioSystem.getSourceDataLine(format)
                line.open(format, rate * BUFFER_MS / 1_000 * format.frameSize)
                line.start()
                return DeviceOutput(line)
            } catch (error: IllegalArgumentException) {
                throw NoSound("No sound device was found. Connect one, or choose one in the settings of the system.", error)
            } catch (error: LineUnavailableException) {
                throw NoSound("The sound device is in use by another program. Close it and try again.", error)
            } catch (error: SecurityException) {
                throw NoSound("This program may not use the sound device.", error)
            }
        }
    }
}
