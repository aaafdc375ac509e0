package org.mobilelink.app.present

import org.mobilelink.app.Logo
import org.mobilelink.app.Problem
import org.mobilelink.app.Screen
import org.mobilelink.app.StatusEvent
import org.mobilelink.app.StatusState
import org.mobilelink.app.link.Session
import org.mobilelink.client.Finding
import org.mobilelink.client.Lamp
import org.mobilelink.client.Lamps

/** Connection Status (ML-28, LOGO-03). */
internal class StatusPresenter(
    private val session: Session,
    private val stage: Stage,
    version: String,
    private val diagnose: suspend () -> Finding,
    private val signOut: () -> Unit,
) : ScreenPresenter<StatusState, StatusEvent>(firstOf(session, version), stage.scope) {

    init {
        follow(session.standing) { standing -> show { it.copy(link = standing.link) } }
        follow(session.lamps) { lamps -> show { it.copy(lamps = lamps) } }
        // Without a logo ours is shown, so that there is none is no problem here.
        readLogo(onProblem = {})
    }

    override fun onEvent(event: StatusEvent) {
        when (event) {
            StatusEvent.Examine -> examine()
            StatusEvent.RefreshLogo -> readLogo(::failed)
            StatusEvent.RetryNow -> session.retryNow()
            StatusEvent.OpenSettings -> stage.open(Screen.Settings, Screen.Status)
            StatusEvent.SignOut -> signOut()
        }
    }

    private fun examine() {
        if (state.value.examining) return
        show { it.copy(examining = true) }
        attempt {
            try {
                val finding = diagnose()
                show { it.copy(finding = finding) }
            } finally {
                show { it.copy(examining = false) }
            }
        }
    }

    private fun readLogo(onProblem: (Problem) -> Unit) = attempt(onProblem) {
        val logo = session.link.logo()
        show { it.copy(logo = Logo(logo.revision, logo.bytes)) }
    }

    override fun failed(problem: Problem) = stage.report(problem)

    private companion object {
        fun firstOf(session: Session, version: String) = StatusState(
            link = session.standing.value.link,
            lamps = Lamps(Lamp.Off, Lamp.Off, Lamp.Off, Lamp.Off),
            server = session.account.server,
            account = session.account.username,
            demo = session.account.demo,
            logo = null,
            finding = null,
            examining = false,
            version = version,
        )
    }
}
