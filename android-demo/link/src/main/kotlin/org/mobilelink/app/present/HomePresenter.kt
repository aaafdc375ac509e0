package org.mobilelink.app.present

import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import org.mobilelink.app.HomeEvent
import org.mobilelink.app.HomeState
import org.mobilelink.app.Logo
import org.mobilelink.app.Problem
import org.mobilelink.app.Screen
import org.mobilelink.app.link.Session
import org.mobilelink.client.LinkState
import org.mobilelink.wire.ConferenceState
import org.mobilelink.wire.Mode

/** Home (ML-30). Without the feature key its three rows lead nowhere (ML-03). */
internal class HomePresenter(private val session: Session, private val stage: Stage) :
    ScreenPresenter<HomeState, HomeEvent>(FIRST, stage.scope) {

    init {
        val caughtUp = session.standing.map { it.caughtUp }.distinctUntilChanged()
        val counts = combine(session.inbox.conflate(), caughtUp) { inbox, known ->
            inbox.count { !it.seen }.takeIf { known || inbox.isNotEmpty() }
        }
        follow(counts.flowOn(stage.background)) { new -> show { it.copy(newMessages = new) } }
        follow(session.presence) { presence -> show { it.copy(presence = presence) } }
        follow(session.conferences) { all ->
            show { it.copy(activeConferences = all.count { one -> one.state == ConferenceState.ACTIVE }) }
        }
        // The key may have been bought or lost while the link was away, so each new state asks again who this is.
        follow(session.standing.map { it.link }.distinctUntilChanged()) { link ->
            readUser(link)
            if (link != LinkState.SYNCING) readLogo()
        }
    }

    private fun readUser(link: LinkState) = attempt(onProblem = { if (it != Problem.Gone) failed(it) }) {
        if (link == LinkState.EVALUATION) show { it.copy(evaluation = true) }
        val user = session.link.user()
        show { it.copy(name = "${user.firstName} ${user.lastName}".trim(), evaluation = user.mode == Mode.EVALUATION) }
    }

    private fun readLogo() = attempt(onProblem = {}) {
        val logo = session.link.logo()
        show { it.copy(logo = Logo(logo.revision, logo.bytes)) }
    }

    override fun onEvent(event: HomeEvent) {
        when (event) {
            HomeEvent.OpenPresence -> stage.open(Screen.Presence, Screen.Home)
            HomeEvent.OpenPeople -> stage.open(Screen.People, Screen.Home)
            HomeEvent.OpenInbound -> openLicensed(Screen.Inbound)
            HomeEvent.OpenOutbound -> openLicensed(Screen.Outbound)
            HomeEvent.OpenConferences -> openLicensed(Screen.Conferences)
        }
    }

    private fun openLicensed(screen: Screen) {
        if (!state.value.evaluation) stage.open(screen, Screen.Home)
    }

    override fun failed(problem: Problem) = stage.report(problem)

    private companion object {
        val FIRST = HomeState(
            name = "",
            presence = null,
            newMessages = null,
            activeConferences = 0,
            evaluation = false,
            logo = null,
        )
    }
}
