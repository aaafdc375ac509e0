package org.mobilelink.app.present

import org.mobilelink.app.Playback
import org.mobilelink.app.PlayerEvent
import org.mobilelink.app.PlayerState
import org.mobilelink.app.Problem
import org.mobilelink.app.Screen
import org.mobilelink.app.Track
import org.mobilelink.app.Undo
import org.mobilelink.app.link.Session
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Part
import org.mobilelink.wire.Sender

/**
 * Plays one message at once, the introduction before the recording (ML-42, VM-06).
 *
 * The message counts as seen when its sound begins, not when it is fetched.
 */
internal class PlayerPresenter(private val session: Session, private val stage: Stage, private val id: String) :
    ScreenPresenter<PlayerState, PlayerEvent>(firstOf(id, stage.settings.value.speaker), stage.scope) {
    private val audio = stage.audio
    private val screen = Screen.Player(id)
    private var message: Voicemail? = null

    /** What was fetched, by track. */
    private val files = mutableMapOf<Int, String>()

    /** Play as soon as the track is there. */
    private var wanted = true
    private var seenIsSettled = false
    private var soundIsOurs = false

    init {
        stage.speaker.value = stage.settings.value.speaker
        audio.setSpeaker(stage.settings.value.speaker)
        audio.setSpeed(NORMAL_SPEED)
        follow(audio.playback, ::heard)
        follow(stage.speaker) { on -> show { it.copy(speaker = on) } }
        fetch()
    }

    override fun onEvent(event: PlayerEvent) {
        when (event) {
            PlayerEvent.PlayPause -> playOrPause()
            is PlayerEvent.Seek -> seek(event.positionMs)
            PlayerEvent.Back10 -> seek(state.value.positionMs - SKIP_MS)
            PlayerEvent.Forward10 -> seek(state.value.positionMs + SKIP_MS)
            is PlayerEvent.Speed -> setSpeed(event.speed)
            is PlayerEvent.ChooseTrack -> if (event.track in state.value.tracks.indices) play(event.track, 0)
            PlayerEvent.ToggleSpeaker -> toggleSpeaker()
            PlayerEvent.MarkNew -> markNew()
            PlayerEvent.Delete -> delete()
            PlayerEvent.Reply -> reply()
            PlayerEvent.Forward -> compose(recipients = emptySet())
            PlayerEvent.Retry -> retry()
        }
    }

    private fun fetch() = attempt {
        show { it.copy(loading = true, problem = null) }
        val found = session.link.voicemail(id)
        message = found
        describe(found)
        // What has no sound is seen when it is read.
        if (found.parts.isEmpty()) settleSeen()
        for ((index, part) in found.parts.withIndex()) {
            if (index in files) continue
            files[index] = session.link.audio(id, part.part).path
            // Length and loudness are exact only now.
            val exact = session.link.voicemail(id).parts.map(::trackOf)
            show { it.copy(tracks = exact) }
            if (state.value.track == index) {
                if (wanted) play(index, state.value.positionMs) else show { it.copy(loading = false) }
            }
        }
    }

    private fun describe(found: Voicemail) = show {
        it.copy(
            who = found.sender.who,
            number = found.sender.numberBesides,
            isInternal = found.sender is Sender.Internal,
            receivedAt = found.receivedAt,
            tracks = found.parts.map(::trackOf),
            loading = found.parts.isNotEmpty(),
            text = found.text?.ifBlank { null },
            canReply = found.sender is Sender.Internal && found.folder != Folder.SENT,
        )
    }

    private fun heard(now: Playback) {
        val shown = state.value
        val file = files[shown.track]
        when {
            file == null || now.path != file -> show { it.copy(playing = false) }
            now.failure != null -> show { it.copy(playing = false, problem = Problem.Unexpected(now.failure)) }
            now.ended && shown.track < shown.tracks.lastIndex -> play(shown.track + 1, 0)
            now.ended -> show { it.copy(playing = false, positionMs = length(it)) }
            else -> {
                if (now.playing) settleSeen()
                show { it.copy(playing = now.playing, positionMs = now.positionMs) }
            }
        }
    }

    private fun settleSeen() {
        if (seenIsSettled) return
        seenIsSettled = true
        if (message?.seen == false) session.act { setSeen(id, true) }
    }

    private fun play(track: Int, positionMs: Long) {
        wanted = true
        val file = files[track]
        show {
            val plays = it.playing && file != null
            it.copy(track = track, playing = plays, positionMs = positionMs, loading = file == null)
        }
        if (file != null) {
            soundIsOurs = true
            audio.play(file, positionMs)
        }
    }

    private fun playOrPause() {
        val now = audio.playback.value
        val shown = state.value
        when {
            files[shown.track] == null -> wanted = !wanted
            now.path != files[shown.track] -> play(shown.track, shown.positionMs)
            now.ended && shown.positionMs < length(shown) -> play(shown.track, shown.positionMs)
            now.ended -> play(0, 0)
            now.playing -> audio.pause()
            else -> audio.resume()
        }
    }

    private fun seek(positionMs: Long) {
        show { it.copy(positionMs = positionMs.coerceIn(0, length(it))) }
        val now = audio.playback.value
        val isOpen = now.path != null && now.path == files[state.value.track]
        if (isOpen && !now.ended) audio.seek(state.value.positionMs)
    }

    private fun setSpeed(speed: Float) {
        val clamped = speed.coerceIn(SLOWEST, FASTEST)
        show { it.copy(speed = clamped) }
        audio.setSpeed(clamped)
    }

    private fun toggleSpeaker() {
        stage.speaker.value = !stage.speaker.value
        audio.setSpeaker(stage.speaker.value)
    }

    private fun markNew() {
        seenIsSettled = true
        session.act { setSeen(id, false) }
    }

    private fun delete() {
        session.delete(Undo(id, state.value.who))
        stage.leave(screen)
    }

    private fun reply() {
        val sender = message?.sender
        if (state.value.canReply && sender is Sender.Internal) compose(recipients = setOf(sender.userId))
    }

    private fun compose(recipients: Set<String>) {
        if (state.value.playing) audio.pause()
        stage.compose(NewDraft(message?.let(::rowOf), recipients), screen)
    }

    private fun retry() {
        wanted = true
        val isFetched = message != null && files.size == state.value.tracks.size
        show { it.copy(problem = null) }
        if (isFetched) play(state.value.track, state.value.positionMs) else fetch()
    }

    override fun failed(problem: Problem) = show { it.copy(loading = false, problem = problem) }

    override fun close() {
        super.close()
        if (soundIsOurs) audio.stop()
        stage.speaker.value = stage.settings.value.speaker
    }

    private companion object {
        const val SKIP_MS = 10_000L
        const val NORMAL_SPEED = 1f
        const val SLOWEST = 0.8f
        const val FASTEST = 2.5f

        fun length(shown: PlayerState): Long = shown.tracks.getOrNull(shown.track)?.durationMs ?: 0

        fun trackOf(part: Part) = Track(
            part = part.part,
            durationMs = part.durationMs?.toLong() ?: 0,
            peaks = part.peaks.map { it.toUByte().toInt() },
        )

        fun firstOf(id: String, speaker: Boolean) = PlayerState(
            id = id,
            who = "",
            number = null,
            isInternal = false,
            receivedAt = null,
            tracks = emptyList(),
            track = 0,
            playing = false,
            positionMs = 0,
            speed = NORMAL_SPEED,
            speaker = speaker,
            loading = true,
            text = null,
            canReply = false,
            problem = null,
        )
    }
}
