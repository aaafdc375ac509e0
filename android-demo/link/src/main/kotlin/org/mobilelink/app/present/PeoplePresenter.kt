package org.mobilelink.app.present

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import org.mobilelink.app.Content
import org.mobilelink.app.PeopleEvent
import org.mobilelink.app.PeopleOrder
import org.mobilelink.app.PeopleState
import org.mobilelink.app.PersonRow
import org.mobilelink.app.Problem
import org.mobilelink.app.link.Session
import org.mobilelink.wire.Person

/** The directory (PRS-02c). In Evaluation too, because presence works there. */
internal class PeoplePresenter(private val session: Session, private val stage: Stage) :
    ScreenPresenter<PeopleState, PeopleEvent>(PeopleState(Content.Loading, search = ""), stage.scope) {
    private val search = MutableStateFlow("")

    init {
        val order = stage.settings.map { it.peopleOrder }.distinctUntilChanged()
        val rows = combine(session.people.conflate(), order) { people, by -> rows(people, by) }
        val found = combine(rows, search) { all, text ->
            Found(all, all.filter { matches(text, it.name, it.extension) })
        }.flowOn(stage.background)
        // A search that finds nobody is an answer, whatever the link is doing.
        val content = combine(found, session.standing) { (all, some), standing ->
            if (some.isEmpty() && all.isNotEmpty()) Content.Empty else contentOf(some, standing)
        }
        follow(content) { show { shown -> shown.copy(content = it) } }
    }

    private suspend fun rows(people: List<Person>, order: PeopleOrder): List<PersonRow> {
        val me = runCatching { session.link.user().id }.getOrNull()
        return people.inOrder(order).map { person ->
            PersonRow(
                id = person.id,
                name = person.name,
                extension = person.extension,
                presence = person.presence.presence,
                note = person.presence.note?.ifBlank { null },
                isMe = person.id == me,
            )
        }
    }

    override fun onEvent(event: PeopleEvent) {
        when (event) {
            is PeopleEvent.Search -> {
                show { it.copy(search = event.text) }
                search.value = event.text
            }
        }
    }

    override fun failed(problem: Problem) = stage.report(problem)

    private data class Found(val all: List<PersonRow>, val some: List<PersonRow>)
}
