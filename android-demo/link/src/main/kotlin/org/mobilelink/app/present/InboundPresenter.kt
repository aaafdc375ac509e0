package org.mobilelink.app.present

import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import org.mobilelink.app.Content
import org.mobilelink.app.InboundEvent
import org.mobilelink.app.InboundState
import org.mobilelink.app.Problem
import org.mobilelink.app.Screen
import org.mobilelink.app.Undo
import org.mobilelink.app.link.Session

/** Inbound Messages (ML-40, ML-41). A deletion is sent at once; to undo it is to restore the message. */
internal class InboundPresenter(private val session: Session, private val stage: Stage) :
    ScreenPresenter<InboundState, InboundEvent>(InboundState(Content.Loading, undo = null), stage.scope) {

    init {
        val order = stage.settings.map { it.voicemailOrder }.distinctUntilChanged()
        val rows = combine(session.inbox.conflate(), order, ::inboundRows).conflate().flowOn(stage.background)
        follow(combine(rows, session.standing, ::contentOf)) { content -> show { it.copy(content = content) } }
        follow(session.undo) { undo -> show { it.copy(undo = undo) } }
    }

    override fun onEvent(event: InboundEvent) {
        when (event) {
            is InboundEvent.Open -> stage.open(Screen.Player(event.id), Screen.Inbound)
            is InboundEvent.MarkSeen -> session.act { setSeen(event.id, event.seen) }
            is InboundEvent.Delete -> delete(event.id)
            InboundEvent.UndoDelete -> undo()
            InboundEvent.UndoExpired -> session.undo.value = null
            InboundEvent.Refresh -> session.retryNow()
        }
    }

    private fun delete(id: String) {
        val content = state.value.content
        val row = (content as? Content.Ready)?.items?.find { it.id == id }
        session.delete(Undo(id, row?.who.orEmpty()))
        // In two panes the message may be open beside the list.
        stage.leave(Screen.Player(id))
    }

    private fun undo() {
        val undo = session.undo.value ?: return
        session.undo.value = null
        session.act { restore(undo.id) }
    }

    override fun failed(problem: Problem) = stage.report(problem)
}
