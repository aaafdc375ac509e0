package org.mobilelink.app.present

import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import org.mobilelink.app.DraftEvent
import org.mobilelink.app.DraftState
import org.mobilelink.app.Problem
import org.mobilelink.app.Recipient
import org.mobilelink.app.link.Session
import org.mobilelink.wire.Person

/** The draft editor (ML-52): who shall get it. A choice survives a search that hides it. */
internal class DraftPresenter(session: Session, private val stage: Stage, draft: NewDraft) :
    ScreenPresenter<DraftState, DraftEvent>(
        DraftState(recipients = emptyList(), search = "", about = draft.about, canSend = false),
        stage.scope,
    ) {
    private var everybody = emptyList<Person>()
    private var chosen = draft.recipients

    init {
        val inOrder = session.people.conflate().map { it.inOrder(stage.settings.value.peopleOrder) }
        follow(inOrder.flowOn(stage.background)) { people ->
            everybody = people
            list()
        }
    }

    override fun onEvent(event: DraftEvent) {
        when (event) {
            is DraftEvent.Toggle -> chosen = if (event.id in chosen) chosen - event.id else chosen + event.id
            DraftEvent.SelectAll -> {
                val shown = state.value.recipients.mapTo(mutableSetOf()) { it.id }
                chosen = if (chosen.containsAll(shown)) chosen - shown else chosen + shown
            }
            is DraftEvent.Search -> show { it.copy(search = event.text) }
        }
        list()
    }

    private fun list() = show { shown ->
        val found = everybody.filter { matches(shown.search, it.name, it.extension) }
        shown.copy(recipients = found.map { Recipient(it.id, it.name, it.extension, it.id in chosen) })
    }

    override fun failed(problem: Problem) = stage.report(problem)
}
