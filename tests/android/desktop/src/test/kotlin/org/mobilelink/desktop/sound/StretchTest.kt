package org.mobilelink.desktop.sound

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import kotlin.math.abs

/** Speed 0.8 to 2.5 with unchanged pitch (ML-42). */
class StretchTest {
    private val rate = 8_000
    private val spoken = voice(seconds = 4.0)
    private val speeds = listOf(0.8f, 1.25f, 1.5f, 2f, 2.5f)

    private fun at(speed: Float, samples: ShortArray = spoken, channels: Int = 1): ShortArray =
        Stretch(WaveFile(rate, channels, samples)).also { it.speed = speed }.everything()

    @Test fun `at speed 1 every sample passes untouched`() = assertArrayEquals(spoken, at(1f))

    @Test fun `the duration scales with the speed`() {
        for (speed in speeds) {
            val expected = spoken.size / speed
            assertEquals("at $speed", expected.toDouble(), at(speed).size.toDouble(), expected * 0.01)
        }
    }

    @Test fun `the pitch stays`() {
        for (speed in speeds) assertEquals("at $speed", 110.0, pitchOf(at(speed)), 1.5)
    }

    @Test fun `no click is added`() {
        val steepest = steepestStep(spoken)
        for (speed in speeds) assertTrue("at $speed", steepestStep(at(speed)) <= steepest * 1.15)
    }

    @Test fun `both ears hear the same when both channels are the same`() {
        val stereo = ShortArray(spoken.size * 2) { spoken[it / 2] }
        val fast = at(1.5f, stereo, channels = 2)
        for (frame in 0 until fast.size / 2) assertEquals(fast[frame * 2], fast[frame * 2 + 1])
    }

    @Test fun `back at speed 1 the recording goes on where it is`() {
        val stretch = Stretch(WaveFile(rate, 1, spoken)).also { it.speed = 2f }
        repeat(20) { stretch.next() }
        stretch.speed = 1f
        val block = checkNotNull(stretch.next())
        val from = block.from.toInt()
        assertArrayEquals(spoken.copyOfRange(from, block.to.toInt()), block.samples)
        assertEquals("about 20 pieces of 32 ms", 20 * 0.032 * rate, from.toDouble(), 0.02 * rate)
    }

    @Test fun `silence and the shortest sounds come to an end`() {
        for (speed in speeds + 1f) {
            for (frames in listOf(0, 1, 7, 500)) {
                val length = at(speed, ShortArray(frames)).size
                assertTrue("$frames frames at $speed gave $length", length <= frames / speed + 128)
            }
        }
    }

    /** By autocorrelation over the lags of 60 to 400 Hz, refined between two samples. */
    private fun pitchOf(samples: ShortArray): Double {
        fun alike(lag: Int) = (rate until rate + 4_000).sumOf { samples[it].toDouble() * samples[it + lag] }
        val lag = (rate / 400..rate / 60).maxBy(::alike)
        val (before, here, after) = listOf(alike(lag - 1), alike(lag), alike(lag + 1))
        return rate / (lag + (before - after) / (2 * (before - 2 * here + after)))
    }

    private fun steepestStep(samples: ShortArray) = (1 until samples.size).maxOf { abs(samples[it] - samples[it - 1]) }
}
