package org.mobilelink.desktop.sound

import java.io.File
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.ByteOrder

/** A file that is no WAV, or one of a kind that cannot be played; the message says which. */
class NotPlayable(message: String) : IOException(message)

/**
 * The samples of a WAV file as 16-bit PCM, channels interleaved.
 *
 * Reads PCM of 8 and 16 bits, µ-law and A-law (G.711), which are the kinds that telephone systems write. A length that
 * was never filled in (0 or all ones, as written by a recorder that was cut off) means: up to the end of the file.
 */
class WaveFile(val rate: Int, val channels: Int, val samples: ShortArray) {
    /** One sample of each channel is a frame. */
    val frames: Int get() = samples.size / channels

    companion object {
        /** Throws [NotPlayable], or [IOException] when the file cannot be read. */
        fun read(file: File): WaveFile = read(file.readBytes())

        fun read(bytes: ByteArray): WaveFile {
            val buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
            if (bytes.size < 12 || buffer.word(0) != "RIFF" || buffer.word(8) != "WAVE") {
                throw NotPlayable("This is no WAV file")
            }
            var format: Format? = null
            var at = 12L
            while (at + 8 <= bytes.size) {
                val start = (at + 8).toInt()
                val announced = buffer.getInt(at.toInt() + 4).toLong() and 0xFFFF_FFFFL
                when (buffer.word(at.toInt())) {
                    "fmt " -> format = Format.read(buffer, start)
                    "data" -> {
                        val known = format ?: throw NotPlayable("The WAV file does not say what is in it")
                        val left = (bytes.size - start).toLong()
                        val length = if (announced == 0L) left else announced.coerceAtMost(left)
                        return WaveFile(known.rate, known.channels, known.decode(bytes, start, length.toInt()))
                    }
                }
                // Chunks begin at even places.
                at = start + announced + (announced and 1L)
            }
            throw NotPlayable("There is no sound in the WAV file")
        }
    }
}

private class Format(val rate: Int, val channels: Int, private val encoding: Encoding) {
    fun decode(bytes: ByteArray, start: Int, length: Int): ShortArray {
        val frame = encoding.bytes * channels
        val count = length / frame * channels
        return ShortArray(count) { encoding.sample(bytes, start + it * encoding.bytes) }
    }

    companion object {
        private const val EXTENSIBLE = 0xFFFE

        fun read(buffer: ByteBuffer, start: Int): Format {
            if (start + 16 > buffer.limit()) throw NotPlayable("The WAV file is cut off")
            val tag = buffer.getShort(start).toInt() and 0xFFFF
            val channels = buffer.getShort(start + 2).toInt()
            val rate = buffer.getInt(start + 4)
            val bits = buffer.getShort(start + 14).toInt()
            // The real kind stands first in the 16 bytes of the sub-format.
            val kind = if (tag == EXTENSIBLE && start + 26 <= buffer.limit()) buffer.getShort(start + 24).toInt() else tag
            val encoding = Encoding.entries.firstOrNull { it.tag == kind && it.bytes * 8 == bits }
                ?: throw NotPlayable("WAV of kind $kind with $bits bits cannot be played here")
            if (channels !in 1..8 || rate !in 1_000..384_000) {
                throw NotPlayable("WAV with $channels channels at $rate Hz cannot be played here")
            }
            return Format(rate, channels, encoding)
        }
    }
}

private enum class Encoding(val tag: Int, val bytes: Int) {
    Pcm8(1, 1) {
        override fun sample(bytes: ByteArray, at: Int) = (((bytes[at].toInt() and 0xFF) - 128) shl 8).toShort()
    },
    Pcm16(1, 2) {
        override fun sample(bytes: ByteArray, at: Int) =
            ((bytes[at].toInt() and 0xFF) or (bytes[at + 1].toInt() shl 8)).toShort()
    },
    ALaw(6, 1) {
        override fun sample(bytes: ByteArray, at: Int) = aLaw(bytes[at].toInt())
    },
    MuLaw(7, 1) {
        override fun sample(bytes: ByteArray, at: Int) = muLaw(bytes[at].toInt())
    }, ;

    abstract fun sample(bytes: ByteArray, at: Int): Short
}

/** G.711, table 2a. */
private fun muLaw(code: Int): Short {
    val bits = code.inv() and 0xFF
    val magnitude = ((((bits and 0x0F) shl 3) + 0x84) shl ((bits and 0x70) shr 4)) - 0x84
    return (if (bits and 0x80 != 0) -magnitude else magnitude).toShort()
}

/** G.711, table 1a. */
private fun aLaw(code: Int): Short {
    val bits = (code xor 0x55) and 0xFF
    val segment = (bits and 0x70) shr 4
    val low = ((bits and 0x0F) shl 4) + 8
    val magnitude = if (segment == 0) low else (low + 0x100) shl (segment - 1)
    return (if (bits and 0x80 != 0) magnitude else -magnitude).toShort()
}

private fun ByteBuffer.word(at: Int): String = String(ByteArray(4) { get(at + it) }, Charsets.ISO_8859_1)
