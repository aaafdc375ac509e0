package org.mobilelink.app

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.mobilelink.app.link.LinkFactory
import org.mobilelink.app.link.Session
import org.mobilelink.app.present.ConferenceDetailsPresenter
import org.mobilelink.app.present.ConferencesPresenter
import org.mobilelink.app.present.DraftPresenter
import org.mobilelink.app.present.HomePresenter
import org.mobilelink.app.present.InboundPresenter
import org.mobilelink.app.present.NewDraft
import org.mobilelink.app.present.OpenScreens
import org.mobilelink.app.present.OutboundPresenter
import org.mobilelink.app.present.PeoplePresenter
import org.mobilelink.app.present.PlayerPresenter
import org.mobilelink.app.present.PresencePresenter
import org.mobilelink.app.present.SettingsPresenter
import org.mobilelink.app.present.SignInPresenter
import org.mobilelink.app.present.Stage
import org.mobilelink.app.present.StatusPresenter
import org.mobilelink.client.Finding
import org.mobilelink.client.LinkException
import org.mobilelink.client.LinkState

/**
 * The app from start to end: which screens are open, who presents each, and what surrounds them.
 *
 * Starts where it was left: in the demo, on the kept session (whose cache is shown at once, even offline), or at the
 * sign-in. Everything is called on the one thread of [scope], which lives as long as the app.
 */
class MobileLinkApp(
    private val links: LinkFactory,
    store: SettingsStore,
    audio: AudioPlayer,
    private val scope: CoroutineScope,
    private val version: String,
    background: CoroutineDispatcher = Dispatchers.Default,
) : App, AutoCloseable {
    private val surrounding = MutableStateFlow(FIRST)
    private val kept = Kept(store, scope, background, ::report)
    private val opened = OpenScreens(::presenterFor)
    private val entrance = Entrance(links, kept, scope, background, ::report, ::restart, opened::keepOnly)
    private val stage: Stage = AppStage(audio, background)
    private var newDraft = NewDraft()
    private var signInProblem: Problem? = null

    private val session: Session get() = entrance.session.value

    override val screens: StateFlow<List<Screen>> = opened.screens
    override val frame: StateFlow<FrameState> = surrounding.asStateFlow()
    override val settings: StateFlow<SettingsState> = kept.settings

    init {
        scope.launch { stage.speaker.collect { on -> surrounding.update { it.copy(speaker = on) } } }
        scope.launch {
            entrance.session.collectLatest { session ->
                session.standing.collect { standing ->
                    surrounding.update {
                        it.copy(link = standing.link, offline = standing.offline, demo = session.account.demo)
                    }
                }
            }
        }
        entrance.start()
    }

    override val signIn: Presenter<SignInState, SignInEvent> get() = presenter(Screen.SignIn)
    override val home: Presenter<HomeState, HomeEvent> get() = presenter(Screen.Home)
    override val presence: Presenter<PresenceState, PresenceEvent> get() = presenter(Screen.Presence)
    override val people: Presenter<PeopleState, PeopleEvent> get() = presenter(Screen.People)
    override val inbound: Presenter<InboundState, InboundEvent> get() = presenter(Screen.Inbound)
    override val outbound: Presenter<OutboundState, OutboundEvent> get() = presenter(Screen.Outbound)
    override val draft: Presenter<DraftState, DraftEvent> get() = presenter(Screen.Draft)
    override val conferences: Presenter<ConferencesState, ConferencesEvent> get() = presenter(Screen.Conferences)
    override val status: Presenter<StatusState, StatusEvent> get() = presenter(Screen.Status)
    override val settingsScreen: Presenter<SettingsState, SettingsEvent> get() = presenter(Screen.Settings)

    override fun player(id: String): Presenter<PlayerState, PlayerEvent> = presenter(Screen.Player(id))

    override fun conference(id: String): Presenter<ConferenceDetailsState, ConferenceDetailsEvent> =
        presenter(Screen.ConferenceDetails(id))

    override fun onFrame(event: FrameEvent) {
        when (event) {
            FrameEvent.OpenStatus -> opened.open(Screen.Status, from = opened.top)
            FrameEvent.OpenSettings -> opened.open(Screen.Settings, from = opened.top)
            FrameEvent.Back -> opened.back()
            FrameEvent.DismissProblem -> surrounding.update { it.copy(problem = null) }
            FrameEvent.RetryNow -> if (entrance.isAnybodyIn) session.retryNow()
        }
    }

    /** Ends what runs here, once SDK and settings have what was done last; the session stays kept on this device. */
    override fun close() {
        end()
    }

    /** [close], for whoever waits for it before the process ends. That takes two seconds at most. */
    fun end(): Job {
        opened.closeAll()
        return scope.launch(start = CoroutineStart.UNDISPATCHED) {
            entrance.close()
            withTimeoutOrNull(SETTLE_MS) { kept.settle() }
        }
    }

    // Safe, because presenterFor is the one place that says which presenter a screen has.
    @Suppress("UNCHECKED_CAST")
    private fun <S : Any, E : Any> presenter(screen: Screen): Presenter<S, E> =
        opened.presenter(screen) as Presenter<S, E>

    private fun presenterFor(screen: Screen): Presenter<*, *> = when (screen) {
        Screen.SignIn -> SignInPresenter(stage, links, entrance, { kept.saved }, signInProblem)
        Screen.Home -> HomePresenter(session, stage)
        Screen.Presence -> PresencePresenter(session, stage)
        Screen.People -> PeoplePresenter(session, stage)
        Screen.Inbound -> InboundPresenter(session, stage)
        is Screen.Player -> PlayerPresenter(session, stage, screen.id)
        Screen.Outbound -> OutboundPresenter(session, stage)
        Screen.Draft -> DraftPresenter(session, stage, newDraft)
        Screen.Conferences -> ConferencesPresenter(session, stage)
        is Screen.ConferenceDetails -> ConferenceDetailsPresenter(session, stage, screen.id)
        Screen.Status -> StatusPresenter(session, stage, version, ::diagnose, entrance::signOut)
        Screen.Settings -> SettingsPresenter(stage, ::changeSettings, entrance::resetAll)
    }

    /** The demo has no connection that could be ill (ML-70). */
    private suspend fun diagnose(): Finding {
        if (session.account.demo) return Finding.Well
        val server = kept.saved.server ?: throw LinkException.Invalid("host", "a name or an address")
        return links.diagnose(server).finding
    }

    private fun changeSettings(change: (SettingsState) -> SettingsState) =
        kept.change { it.copy(settings = change(it.settings)) }

    private fun restart(screen: Screen, problem: Problem?) {
        signInProblem = problem
        surrounding.update { it.copy(problem = null) }
        opened.restart(screen)
        signInProblem = null
    }

    /** The banner says already that there is no link. */
    private fun report(problem: Problem) {
        if (problem != Problem.Offline || !surrounding.value.offline) surrounding.update { it.copy(problem = problem) }
    }

    private inner class AppStage(
        override val audio: AudioPlayer,
        override val background: CoroutineDispatcher,
    ) : Stage {
        override val scope: CoroutineScope = this@MobileLinkApp.scope
        override val settings: StateFlow<SettingsState> = kept.settings
        override val speaker = MutableStateFlow(kept.settings.value.speaker)

        override fun open(screen: Screen, from: Screen) = opened.open(screen, from)

        override fun leave(screen: Screen) = opened.leave(screen)

        override fun compose(draft: NewDraft, from: Screen) {
            newDraft = draft
            opened.open(Screen.Draft, from)
        }

        override fun report(problem: Problem) = this@MobileLinkApp.report(problem)
    }

    private companion object {
        const val SETTLE_MS = 1_000L

        val FIRST = FrameState(
            link = LinkState.DISCONNECTED,
            demo = false,
            speaker = false,
            offline = false,
            problem = null,
        )
    }
}
