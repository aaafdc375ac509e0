package org.mobilelink.app

import kotlinx.coroutines.flow.StateFlow

/** The whole app without a picture: which screens are open, what surrounds them, who presents each. */
interface App {
    /** The way back: the last is shown. Never empty. */
    val screens: StateFlow<List<Screen>>

    /** What surrounds every screen. */
    val frame: StateFlow<FrameState>

    /** What the user settled; the theme reads appearance and motion from it. */
    val settings: StateFlow<SettingsState>

    fun onFrame(event: FrameEvent)

    /** Presenters live as long as their screen is open; asking twice gives the same one. */
    val signIn: Presenter<SignInState, SignInEvent>
    val home: Presenter<HomeState, HomeEvent>
    val presence: Presenter<PresenceState, PresenceEvent>
    val people: Presenter<PeopleState, PeopleEvent>
    val inbound: Presenter<InboundState, InboundEvent>
    val outbound: Presenter<OutboundState, OutboundEvent>
    val draft: Presenter<DraftState, DraftEvent>
    val conferences: Presenter<ConferencesState, ConferencesEvent>
    val status: Presenter<StatusState, StatusEvent>
    val settingsScreen: Presenter<SettingsState, SettingsEvent>

    fun player(id: String): Presenter<PlayerState, PlayerEvent>

    fun conference(id: String): Presenter<ConferenceDetailsState, ConferenceDetailsEvent>
}
