package org.mobilelink.desktop.sound

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.mobilelink.app.AudioPlayer
import org.mobilelink.app.Playback
import java.io.File
import java.io.IOException
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/**
 * Plays voicemails through the sound of a desktop.
 *
 * One thread owns the recording and the device; calls only leave it a word and return at once. The position is what has
 * left the loudspeaker, not what was handed to it.
 */
class DesktopAudioPlayer(private val outputs: SoundOutput.Opener) : AudioPlayer, AutoCloseable {
    private val state = MutableStateFlow(NOTHING)
    private val words = LinkedBlockingQueue<() -> Unit>()
    private var speed = 1f
    private var session: Session? = null

    @Volatile private var closed = false

    private val thread = Thread(::run, "sound").apply {
        isDaemon = true
        start()
    }

    override val playback: StateFlow<Playback> = state.asStateFlow()

    override fun play(path: String, positionMs: Long) = say { open(path, positionMs) }

    override fun pause() = say {
        session?.pause()
        publish()
    }

    override fun resume() = say {
        session?.resume()
        publish()
    }

    override fun seek(positionMs: Long) = say {
        session?.seek(positionMs)
        publish()
    }

    override fun setSpeed(speed: Float) = say {
        this.speed = speed.coerceIn(SLOWEST, FASTEST)
        session?.stretch?.speed = this.speed
    }

    /** A desktop has one way out; which one is the system's to choose. */
    override fun setSpeaker(on: Boolean) = Unit

    override fun stop() = say {
        letGo()
        state.value = NOTHING
    }

    override fun close() {
        say { closed = true }
        thread.join(CLOSE_MS)
    }

    private fun say(word: () -> Unit) {
        words.put(word)
    }

    private fun run() {
        while (!closed) {
            val current = session
            val word = when {
                current == null || !current.playing -> words.take()
                current.allWritten -> words.poll(TICK_MS, TimeUnit.MILLISECONDS)
                else -> words.poll()
            }
            try {
                word?.invoke()
                session?.takeIf { it.playing }?.let {
                    it.step()
                    publish()
                }
            } catch (error: RuntimeException) {
                giveUp(error)
            }
        }
        letGo()
    }

    /** A driver that fails in the middle ends this message, not the thread that plays the next one. */
    private fun giveUp(error: RuntimeException) {
        val before = state.value
        try {
            letGo()
        } catch (again: RuntimeException) {
            error.addSuppressed(again)
            session = null
        }
        before.path?.let { fail(it, before.positionMs, error.message ?: error.toString()) }
    }

    private fun open(path: String, positionMs: Long) {
        letGo()
        try {
            val wave = WaveFile.read(File(path))
            session = Session(path, wave, outputs.open(wave.rate, wave.channels)).apply {
                stretch.speed = speed
                seek(positionMs)
            }
            publish()
        } catch (error: NoSound) {
            fail(path, positionMs, error.message)
        } catch (error: IOException) {
            fail(path, positionMs, error.message)
        }
    }

    private fun fail(path: String, positionMs: Long, reason: String?) {
        state.value = Playback(path, playing = false, positionMs, ended = false, failure = reason ?: "Cannot be played")
    }

    private fun publish() {
        val now = session ?: return
        state.value = Playback(now.path, now.playing, now.positionMs, now.ended, failure = null)
    }

    private fun letGo() {
        session?.output?.close()
        session = null
    }

    private companion object {
        val NOTHING = Playback(path = null, playing = false, positionMs = 0, ended = false, failure = null)
        const val SLOWEST = 0.8f
        const val FASTEST = 2.5f
        const val TICK_MS = 10L
        const val CLOSE_MS = 1_000L
    }
}

/** One open recording. Used by the sound thread only. */
private class Session(val path: String, private val wave: WaveFile, val output: SoundOutput) {
    val stretch = Stretch(wave)
    var playing = true
        private set
    var ended = false
        private set
    var allWritten = false
        private set

    /** What was written and may not be heard yet: where its sound comes from in the recording. */
    private val pending = ArrayDeque<Span>()
    private var position = 0.0

    val positionMs: Long get() = (position * 1_000 / wave.rate).toLong()

    fun step() {
        val block = if (allWritten) null else stretch.next()
        if (block == null) {
            if (!allWritten) output.finish()
            allWritten = true
        } else {
            val start = output.written
            output.write(block.samples)
            pending += Span(start, output.written, block.from, block.to)
        }
        follow()
        if (allWritten && output.heard >= output.written) {
            position = wave.frames.toDouble()
            playing = false
            ended = true
        }
    }

    fun pause() {
        if (!playing) return
        output.pause()
        follow()
        playing = false
    }

    /** After the end it begins again. */
    fun resume() {
        if (ended) seek(0)
        output.resume()
        playing = true
    }

    fun seek(positionMs: Long) {
        output.flush()
        pending.clear()
        val frame = (positionMs.coerceAtLeast(0) * wave.rate / 1_000).coerceAtMost(wave.frames.toLong()).toInt()
        stretch.seek(frame)
        position = frame.toDouble()
        allWritten = false
        ended = false
    }

    private fun follow() {
        val heard = output.heard
        while (pending.isNotEmpty() && pending.first().end <= heard) position = pending.removeFirst().to
        val span = pending.firstOrNull() ?: return
        if (heard > span.start) {
            val part = (heard - span.start).toDouble() / (span.end - span.start)
            position = span.from + (span.to - span.from) * part
        }
    }

    private class Span(val start: Long, val end: Long, val from: Double, val to: Double)
}
