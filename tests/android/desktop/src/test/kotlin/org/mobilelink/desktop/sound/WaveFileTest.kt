package org.mobilelink.desktop.sound

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test
import java.io.ByteArrayInputStream
import javax.sound.sampled.AudioFormat
import javax.sound.sampled.AudioInputStream
import javax.sound.sampled.AudioSystem

class WaveFileTest {
    private val everyCode = ByteArray(256) { it.toByte() }

    @Test fun `PCM of 16 bits is read as it is`() {
        val samples = shortArrayOf(0, 1, -1, Short.MAX_VALUE, Short.MIN_VALUE, 258)
        val wave = WaveFile.read(wav16(samples, rate = 44_100, channels = 2))
        assertArrayEquals(samples, wave.samples)
        assertEquals(listOf(44_100, 2, 3), listOf(wave.rate, wave.channels, wave.frames))
    }

    @Test fun `PCM of 8 bits lies around 128`() {
        val wave = WaveFile.read(wav(1, 8, 8_000, 1, byteArrayOf(0, 127, -128, -1)))
        assertArrayEquals(shortArrayOf(-32768, -256, 0, 32512), wave.samples)
    }

    @Test fun `every code of the two telephone laws sounds as Java decodes it`() {
        val laws = mapOf(7 to AudioFormat.Encoding.ULAW, 6 to AudioFormat.Encoding.ALAW)
        for ((tag, encoding) in laws) {
            val law = AudioFormat(encoding, 8_000f, 8, 1, 1, 8_000f, false)
            val coded = AudioInputStream(ByteArrayInputStream(everyCode), law, 256)
            val decoded = AudioSystem.getAudioInputStream(AudioFormat(8_000f, 16, 1, true, false), coded).readAllBytes()
            assertArrayEquals(decoded, WaveFile.read(wav(tag, 8, 8_000, 1, everyCode)).samples.littleEndian())
        }
    }

    @Test fun `other chunks before the sound are passed over, odd ones with their padding`() {
        val plain = wav16(shortArrayOf(5, 6))
        val extra = "LIST".toByteArray() + byteArrayOf(3, 0, 0, 0, 9, 9, 9, 0)
        val wave = WaveFile.read(plain.copyOfRange(0, 12) + extra + plain.copyOfRange(12, plain.size))
        assertArrayEquals(shortArrayOf(5, 6), wave.samples)
    }

    @Test fun `a length that was never filled in means up to the end`() {
        for (unknown in listOf(0, -1)) {
            val bytes = wav16(shortArrayOf(5, 6))
            for (index in 40..43) bytes[index] = unknown.toByte()
            assertArrayEquals(shortArrayOf(5, 6), WaveFile.read(bytes).samples)
        }
    }

    @Test fun `what is no sound is refused with a reason`() {
        val reasons = listOf(
            ByteArray(0) to "This is no WAV file",
            "Not a WAV file at all".toByteArray() to "This is no WAV file",
            wav16(ShortArray(0)).copyOf(36) to "There is no sound in the WAV file",
            wav(85, 8, 8_000, 1, everyCode) to "WAV of kind 85 with 8 bits cannot be played here",
            wav(1, 16, 8_000, 0, everyCode) to "WAV with 0 channels at 8000 Hz cannot be played here",
        )
        for ((bytes, reason) in reasons) {
            assertEquals(reason, assertThrows(NotPlayable::class.java) { WaveFile.read(bytes) }.message)
        }
    }

    @Test fun `a file cut off anywhere is read or refused, never more`() {
        val bytes = wav16(shortArrayOf(5, 6, 7))
        for (length in bytes.indices) {
            runCatching { WaveFile.read(bytes.copyOf(length)) }.onFailure { check(it is NotPlayable) { "$length: $it" } }
        }
    }
}
