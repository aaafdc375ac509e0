package org.mobilelink.app.present

import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.mobilelink.app.PresenceEvent
import org.mobilelink.app.PresenceState
import org.mobilelink.app.Problem
import org.mobilelink.app.link.Session
import org.mobilelink.wire.Presence

/** The choice of the own presence. A choice is sent at once; a note when its writer pauses, or leaves. */
internal class PresencePresenter(private val session: Session, private val stage: Stage) :
    ScreenPresenter<PresenceState, PresenceEvent>(FIRST, stage.scope) {
    private var underWay = 0
    private var typed = false
    private var pause: Job? = null

    init {
        follow(session.presence) { now ->
            show { shown -> shown.copy(current = now.presence, note = if (typed) shown.note else now.note.orEmpty()) }
        }
    }

    override fun onEvent(event: PresenceEvent) {
        when (event) {
            is PresenceEvent.Choose -> send(event.presence)
            is PresenceEvent.Note -> {
                typed = true
                show { it.copy(note = event.text) }
                pause?.cancel()
                pause = scope.launch {
                    delay(PAUSE_MS)
                    sendNote()
                }
            }
        }
    }

    private fun sendNote() {
        pause = null
        state.value.current?.let(::send)
    }

    private fun send(presence: Presence) {
        if (presence == Presence.UNKNOWN) return
        pause?.cancel()
        pause = null
        underWay += 1
        val note = state.value.note.trim().ifEmpty { null }
        show { it.copy(current = presence, pending = true) }
        session.act(done = ::sent) { setPresence(presence, note) }
    }

    /** What was refused is taken back, even if the SDK never showed it; not for one that is still under way. */
    private fun sent(worked: Boolean) {
        underWay -= 1
        if (underWay == 0 && pause == null) typed = false
        val kept = session.presence.replayCache.lastOrNull()?.presence
        val holds = worked || underWay > 0
        show { it.copy(current = if (holds) it.current else kept, pending = underWay > 0) }
    }

    override fun failed(problem: Problem) = stage.report(problem)

    override fun close() {
        if (pause != null) sendNote()
        super.close()
    }

    private companion object {
        /** Between two words nobody waits longer. */
        const val PAUSE_MS = 1_000L

        val FIRST = PresenceState(
            current = null,
            choices = Presence.entries - Presence.UNKNOWN,
            note = "",
            pending = false,
        )
    }
}
