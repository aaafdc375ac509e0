package org.mobilelink.desktop.sound

import kotlin.math.cos
import kotlin.math.roundToInt
import kotlin.math.sqrt

/** Sound that is ready for the device, and which part of the recording it is. */
class Block(val samples: ShortArray, val from: Double, val to: Double)

/**
 * Plays a recording faster or slower with unchanged pitch (ML-42), by overlapping pieces of it where they are most alike
 * (WSOLA: Verhelst and Roelands, 1993).
 *
 * At speed 1 the samples pass untouched. The speed may change at any time; there is no click, because every piece is
 * faded in over the natural continuation of what was heard last.
 */
class Stretch(private val wave: WaveFile) {
    private val piece = (wave.rate * PIECE_MS / 1_000).coerceAtLeast(16)
    private val tolerance = (wave.rate * TOLERANCE_MS / 1_000).coerceAtLeast(8)
    private val fadeIn = FloatArray(piece) { (0.5 - 0.5 * cos(Math.PI * (it + 0.5) / piece)).toFloat() }

    /** Where the recording would go on by itself, in frames. */
    private var natural = 0

    /** Where it should be by the clock and the speed, in frames. */
    private var due = 0.0

    /** 0.8 to 2.5. */
    var speed: Float = 1f

    fun seek(frame: Int) {
        natural = frame.coerceIn(0, wave.frames)
        due = natural.toDouble()
    }

    /** The next few milliseconds; none at the end. */
    fun next(): Block? = if (speed == 1f) untouched() else stretched()

    private fun untouched(): Block? {
        val end = (natural + piece).coerceAtMost(wave.frames)
        if (natural >= end) return null
        val block = Block(
            wave.samples.copyOfRange(natural * wave.channels, end * wave.channels),
            natural.toDouble(),
            end.toDouble(),
        )
        natural = end
        due = end.toDouble()
        return block
    }

    private fun stretched(): Block? {
        if (due >= wave.frames) return null
        val start = mostAlike(due.roundToInt())
        val channels = wave.channels
        val mixed = ShortArray(piece * channels) {
            val rising = fadeIn[it / channels]
            val old = at(natural * channels + it)
            val new = at(start * channels + it)
            (old * (1 - rising) + new * rising).roundToInt().toShort()
        }
        val from = due
        natural = start + piece
        due += piece * speed.toDouble()
        return Block(mixed, from, due.coerceAtMost(wave.frames.toDouble()))
    }

    /** The start near [target] whose sound continues the last piece best: highest correlation, silence never wins. */
    private fun mostAlike(target: Int): Int {
        var best = target
        var highest = 0.0
        for (candidate in (target - tolerance).coerceAtLeast(0)..target + tolerance) {
            val alike = likeness(candidate)
            if (alike > highest) {
                highest = alike
                best = candidate
            }
        }
        return best
    }

    private fun likeness(candidate: Int): Double {
        var product = 0.0
        var energy = 1.0
        val old = natural * wave.channels
        val new = candidate * wave.channels
        for (index in 0 until piece * wave.channels) {
            val sample = at(new + index)
            product += at(old + index) * sample
            energy += sample * sample
        }
        return product / sqrt(energy)
    }

    private fun at(index: Int): Float = if (index in wave.samples.indices) wave.samples[index].toFloat() else 0f

    private companion object {
        /** Two pitch periods of a deep voice overlap. */
        const val PIECE_MS = 16
        const val TOLERANCE_MS = 9
    }
}
