package org.mobilelink.app.present

import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.map
import org.mobilelink.app.ConferencesEvent
import org.mobilelink.app.ConferencesState
import org.mobilelink.app.Content
import org.mobilelink.app.Problem
import org.mobilelink.app.Screen
import org.mobilelink.app.link.Session

/** The conferences of the user, as the SDK orders them (ML-60). */
internal class ConferencesPresenter(session: Session, private val stage: Stage) :
    ScreenPresenter<ConferencesState, ConferencesEvent>(ConferencesState(Content.Loading), stage.scope) {

    init {
        val rows = session.conferences.map { it.map(::rowOf) }
        follow(combine(rows, session.standing, ::contentOf)) { content -> show { it.copy(content = content) } }
    }

    override fun onEvent(event: ConferencesEvent) {
        when (event) {
            is ConferencesEvent.Open -> stage.open(Screen.ConferenceDetails(event.id), Screen.Conferences)
        }
    }

    override fun failed(problem: Problem) = stage.report(problem)
}
