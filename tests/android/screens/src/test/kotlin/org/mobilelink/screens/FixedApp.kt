package org.mobilelink.screens

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.mobilelink.app.*
import org.mobilelink.app.fixtures.Samples

/** An app that shows what it was given and writes down what was done. */
class FixedApp(
    vararg stack: Screen,
    frame: FrameState = Samples.frameConnected,
    settings: SettingsState = Samples.settingsFirst.copy(appearance = Appearance.Light),
    signIn: SignInState = Samples.signInReady,
    home: HomeState = Samples.homeReady,
    presence: PresenceState = Samples.presenceReady,
    people: PeopleState = Samples.peopleReady,
    inbound: InboundState = Samples.inboundReady,
    private val player: PlayerState = Samples.playerPlaying,
    outbound: OutboundState = Samples.outboundReady,
    draft: DraftState = Samples.draftNew,
    conferences: ConferencesState = Samples.conferencesReady,
    private val conference: ConferenceDetailsState = Samples.conferenceReady,
    status: StatusState = Samples.statusConnected,
) : App {
    val done = mutableListOf<Any>()

    override val screens: MutableStateFlow<List<Screen>> = MutableStateFlow(stack.toList())

    /** What the inbox shows. */
    val inbox = MutableStateFlow(inbound)
    override val frame: StateFlow<FrameState> = MutableStateFlow(frame)
    override val settings: StateFlow<SettingsState> = MutableStateFlow(settings)
    override val signIn: Presenter<SignInState, SignInEvent> = Fixed(signIn)
    override val home: Presenter<HomeState, HomeEvent> = Fixed(home)
    override val presence: Presenter<PresenceState, PresenceEvent> = Fixed(presence)
    override val people: Presenter<PeopleState, PeopleEvent> = Fixed(people)
    override val inbound: Presenter<InboundState, InboundEvent> = Fixed(inbound, inbox)
    override val outbound: Presenter<OutboundState, OutboundEvent> = Fixed(outbound)
    override val draft: Presenter<DraftState, DraftEvent> = Fixed(draft)
    override val conferences: Presenter<ConferencesState, ConferencesEvent> = Fixed(conferences)
    override val status: Presenter<StatusState, StatusEvent> = Fixed(status)
    override val settingsScreen: Presenter<SettingsState, SettingsEvent> = Fixed(settings)

    override fun player(id: String): Presenter<PlayerState, PlayerEvent> = Fixed(player)

    override fun conference(id: String): Presenter<ConferenceDetailsState, ConferenceDetailsEvent> = Fixed(conference)

    override fun onFrame(event: FrameEvent) {
        done += event
    }

    private inner class Fixed<S : Any, E : Any>(
        first: S,
        override val state: StateFlow<S> = MutableStateFlow(first),
    ) : Presenter<S, E> {
        override fun onEvent(event: E) {
            done += event
        }

        override fun close() = Unit
    }
}
