package org.mobilelink.app.present

import kotlinx.coroutines.flow.combine
import org.mobilelink.app.ConferenceDetailsEvent
import org.mobilelink.app.ConferenceDetailsState
import org.mobilelink.app.Problem
import org.mobilelink.app.link.Session
import org.mobilelink.app.link.Standing
import org.mobilelink.wire.Conference

/** One conference (ML-61), kept up to date while it is shown. */
internal class ConferenceDetailsPresenter(session: Session, stage: Stage, private val id: String) :
    ScreenPresenter<ConferenceDetailsState, ConferenceDetailsEvent>(FIRST, stage.scope) {

    init {
        val one = combine(session.conferences, session.standing) { all, standing ->
            all.find { it.id == id } to standing
        }
        follow(one) { (conference, standing) -> show { detailsOf(conference, standing, it.passwordShown) } }
    }

    private fun detailsOf(conference: Conference?, standing: Standing, passwordShown: Boolean) =
        if (conference == null) {
            FIRST.copy(
                problem = when {
                    standing.caughtUp -> Problem.Gone
                    standing.offline -> Problem.Offline
                    else -> null
                },
            )
        } else {
            ConferenceDetailsState(
                conference = rowOf(conference),
                password = conference.password?.exposed,
                creator = conference.creator.name,
                moderators = conference.moderators.map { it.name },
                repeatDays = conference.repeatDays.toInt(),
                canModify = conference.canModify,
                passwordShown = passwordShown,
                problem = null,
            )
        }

    override fun onEvent(event: ConferenceDetailsEvent) {
        when (event) {
            ConferenceDetailsEvent.TogglePassword -> show { it.copy(passwordShown = !it.passwordShown) }
        }
    }

    override fun failed(problem: Problem) = show { it.copy(problem = problem) }

    private companion object {
        val FIRST = ConferenceDetailsState(
            conference = null,
            password = null,
            creator = "",
            moderators = emptyList(),
            repeatDays = 0,
            canModify = false,
            passwordShown = false,
            problem = null,
        )
    }
}
