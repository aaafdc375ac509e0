package org.mobilelink.app.present

import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import org.mobilelink.app.Content
import org.mobilelink.app.OutboundEvent
import org.mobilelink.app.OutboundState
import org.mobilelink.app.Problem
import org.mobilelink.app.Screen
import org.mobilelink.app.link.Session
import org.mobilelink.wire.Folder

/** Outbound Messages: what was sent (ML-50, ML-51). */
internal class OutboundPresenter(session: Session, private val stage: Stage) :
    ScreenPresenter<OutboundState, OutboundEvent>(OutboundState(Content.Loading), stage.scope) {

    init {
        val rows = session.link.voicemails(Folder.SENT).conflate().map { it.map(::sentRowOf) }.flowOn(stage.background)
        follow(combine(rows, session.standing, ::contentOf)) { content -> show { it.copy(content = content) } }
    }

    override fun onEvent(event: OutboundEvent) {
        when (event) {
            is OutboundEvent.Open -> stage.open(Screen.Player(event.id), Screen.Outbound)
            OutboundEvent.Compose -> stage.compose(NewDraft(), Screen.Outbound)
        }
    }

    override fun failed(problem: Problem) = stage.report(problem)
}
