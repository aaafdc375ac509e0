package org.mobilelink.desktop.sound

import java.io.ByteArrayOutputStream
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.math.PI
import kotlin.math.sin

/** A WAV file of one kind, made here so that nothing is believed of the reader. */
fun wav(tag: Int, bits: Int, rate: Int, channels: Int, data: ByteArray): ByteArray {
    val head = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN)
    head.put("RIFF".toByteArray()).putInt(36 + data.size).put("WAVEfmt ".toByteArray()).putInt(16)
    head.putShort(tag.toShort()).putShort(channels.toShort()).putInt(rate).putInt(rate * channels * bits / 8)
    head.putShort((channels * bits / 8).toShort()).putShort(bits.toShort())
    head.put("data".toByteArray()).putInt(data.size)
    return head.array() + data
}

fun wav16(samples: ShortArray, rate: Int = 8_000, channels: Int = 1): ByteArray =
    wav(tag = 1, bits = 16, rate = rate, channels = channels, data = samples.littleEndian())

fun ShortArray.littleEndian(): ByteArray {
    val bytes = ByteBuffer.allocate(size * 2).order(ByteOrder.LITTLE_ENDIAN)
    forEach(bytes::putShort)
    return bytes.array()
}

fun File.holding(bytes: ByteArray): File = apply { writeBytes(bytes) }

/** A voiced sound: a deep voice's harmonics, louder and softer four times a second. */
fun voice(seconds: Double, rate: Int = 8_000, pitch: Double = 110.0): ShortArray =
    ShortArray((seconds * rate).toInt()) {
        val time = it.toDouble() / rate
        val loudness = 0.6 + 0.4 * sin(2 * PI * 4 * time)
        val wave = (1..6).sumOf { harmonic -> sin(2 * PI * pitch * harmonic * time) / harmonic }
        (6_000 * loudness * wave).toInt().toShort()
    }

/** What a [Stretch] gives in all. */
fun Stretch.everything(): ShortArray {
    val all = ByteArrayOutputStream()
    while (true) all.write((next() ?: break).samples.littleEndian())
    val bytes = ByteBuffer.wrap(all.toByteArray()).order(ByteOrder.LITTLE_ENDIAN)
    return ShortArray(all.size() / 2) { bytes.getShort(it * 2) }
}
