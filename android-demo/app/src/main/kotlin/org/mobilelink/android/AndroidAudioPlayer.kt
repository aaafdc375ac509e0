package org.mobilelink.android

import android.content.Context
import android.content.Intent
import android.media.AudioAttributes
import android.media.AudioFocusRequest
import android.media.AudioManager
import android.media.MediaPlayer
import android.media.PlaybackParams
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import org.mobilelink.app.AudioPlayer
import org.mobilelink.app.Playback
import java.io.IOException

/**
 * Plays voicemails by Android's own player, which keeps the pitch at any speed (ML-42).
 *
 * Everything happens on [main], the main thread's scope; calls may come from anywhere. While something plays,
 * [PlaybackService] keeps the process in the foreground.
 */
class AndroidAudioPlayer(private val context: Context, private val main: CoroutineScope) : AudioPlayer {
    private val audio = context.getSystemService(Context.AUDIO_SERVICE) as AudioManager
    private val state = MutableStateFlow(NOTHING)
    private var media: MediaPlayer? = null
    private var speed = 1f
    private var speaker = true
    private var ticker: Job? = null
    private var focus: AudioFocusRequest? = null

    override val playback: StateFlow<Playback> = state.asStateFlow()

    override fun play(path: String, positionMs: Long) = onMain { open(path, positionMs, start = true) }

    override fun pause() = onMain {
        media?.takeIf { it.isPlaying }?.pause()
        fallSilent()
        publish()
    }

    override fun resume() = onMain { media?.let(::start) }

    override fun seek(positionMs: Long) = onMain {
        media?.seekTo(positionMs, MediaPlayer.SEEK_CLOSEST)
        state.value = state.value.copy(positionMs = positionMs, ended = false)
    }

    override fun setSpeed(speed: Float) = onMain {
        this.speed = speed.coerceIn(SLOWEST, FASTEST)
        // Setting a speed on a player that is paused would start it.
        media?.takeIf { it.isPlaying }?.let(::applySpeed)
    }

    /** The way out belongs to an open player, so what is open is opened again at the same place. */
    override fun setSpeaker(on: Boolean) = onMain {
        if (speaker == on) return@onMain
        speaker = on
        val now = state.value
        if (now.path != null && media != null) open(now.path.orEmpty(), now.positionMs, start = now.playing)
    }

    override fun stop() = onMain {
        letGo()
        state.value = NOTHING
    }

    private fun onMain(work: () -> Unit) {
        main.launch { work() }
    }

    private fun open(path: String, positionMs: Long, start: Boolean) {
        letGo()
        val opened = MediaPlayer()
        try {
            opened.setAudioAttributes(attributes())
            opened.setDataSource(path)
            opened.prepare()
        } catch (error: IOException) {
            opened.release()
            fail(path, positionMs, error.message ?: error.toString())
            return
        } catch (error: IllegalArgumentException) {
            opened.release()
            fail(path, positionMs, error.message ?: error.toString())
            return
        }
        media = opened
        opened.setOnCompletionListener { finish(path, opened) }
        opened.setOnErrorListener { _, what, extra ->
            val at = state.value.positionMs
            letGo()
            fail(path, at, "The player of this device gave up ($what, $extra)")
            true
        }
        if (positionMs > 0) opened.seekTo(positionMs, MediaPlayer.SEEK_CLOSEST)
        state.value = Playback(path, playing = false, positionMs, ended = false, failure = null)
        if (start) start(opened)
    }

    private fun giveUp(player: MediaPlayer, reason: String) {
        val at = player.currentPosition.toLong()
        letGo()
        fail(state.value.path.orEmpty(), at, reason)
    }

    private fun start(player: MediaPlayer) {
        if (!hasFocus()) return giveUp(player, "Something else on this device keeps the sound, such as a call")
        audio.mode = if (speaker) AudioManager.MODE_NORMAL else AudioManager.MODE_IN_COMMUNICATION
        player.start()
        applySpeed(player)
        keepInForeground()
        publish()
        ticker?.cancel()
        ticker = main.launch {
            while (isActive) {
                delay(TICK_MS)
                publish()
            }
        }
    }

    private fun keepInForeground() {
        try {
            context.startForegroundService(Intent(context, PlaybackService::class.java))
        } catch (_: IllegalStateException) {
            // Since Android 12 nothing comes there from the background: it plays for as long as the process may live.
            return
        }
    }

    private fun applySpeed(player: MediaPlayer) {
        player.playbackParams = PlaybackParams().setSpeed(speed).setPitch(1f)
    }

    private fun finish(path: String, player: MediaPlayer) {
        fallSilent()
        val end = player.duration.toLong().coerceAtLeast(0)
        state.value = Playback(path, playing = false, end, ended = true, failure = null)
    }

    private fun publish() {
        val player = media ?: return
        val before = state.value
        if (before.ended && !player.isPlaying) return
        state.value = before.copy(playing = player.isPlaying, positionMs = player.currentPosition.toLong(), ended = false)
    }

    private fun fail(path: String, positionMs: Long, reason: String) {
        state.value = Playback(path, playing = false, positionMs, ended = false, failure = reason)
    }

    private fun letGo() {
        fallSilent()
        media?.release()
        media = null
    }

    /** Others may sound again, and a call rings as calls do; a paused message holds nothing. */
    private fun fallSilent() {
        ticker?.cancel()
        audio.mode = AudioManager.MODE_NORMAL
        dropFocus()
    }

    /** The earpiece is where calls are heard; the loudspeaker, or what is plugged in, where music is. */
    private fun attributes(): AudioAttributes = AudioAttributes.Builder()
        .setUsage(if (speaker) AudioAttributes.USAGE_MEDIA else AudioAttributes.USAGE_VOICE_COMMUNICATION)
        .setContentType(AudioAttributes.CONTENT_TYPE_SPEECH)
        .build()

    private fun hasFocus(): Boolean {
        dropFocus()
        val request = AudioFocusRequest.Builder(AudioManager.AUDIOFOCUS_GAIN_TRANSIENT)
            .setAudioAttributes(attributes())
            .setOnAudioFocusChangeListener { change -> if (change < 0) pause() }
            .build()
        focus = request
        return audio.requestAudioFocus(request) == AudioManager.AUDIOFOCUS_REQUEST_GRANTED
    }

    private fun dropFocus() {
        focus?.let(audio::abandonAudioFocusRequest)
        focus = null
    }

    private companion object {
        val NOTHING = Playback(path = null, playing = false, positionMs = 0, ended = false, failure = null)
        const val SLOWEST = 0.8f
        const val FASTEST = 2.5f
        const val TICK_MS = 50L
    }
}
