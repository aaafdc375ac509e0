package org.mobilelink.screens

import androidx.compose.material3.FilledIconToggleButton
import androidx.compose.material3.IconButton
import androidx.compose.material3.IconButtonDefaults
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import org.mobilelink.app.App
import org.mobilelink.app.FrameEvent
import org.mobilelink.app.PlayerEvent
import org.mobilelink.app.Presenter
import org.mobilelink.app.Screen

/** Draws what the presenter of a screen says. [selected] is what is open beside a list, and has the keys then. */
@Composable
internal fun ScreenOf(app: App, screen: Screen, selected: Screen? = null) {
    if (selected == null && screen !is Screen.Player) {
        Focused { Drawn(app, screen, null) }
    } else {
        Drawn(app, screen, selected)
    }
}

@Composable
private fun Drawn(app: App, screen: Screen, selected: Screen?) {
    val retry = { app.onFrame(FrameEvent.RetryNow) }
    when (screen) {
        Screen.SignIn -> Presented(app.signIn) { state, onEvent -> SignInScreen(state, onEvent) }
        Screen.Home -> Presented(app.home) { state, onEvent -> HomeScreen(state, onEvent) }
        Screen.Presence -> Presented(app.presence) { state, onEvent -> PresenceScreen(state, onEvent) }
        Screen.People -> Presented(app.people) { state, onEvent -> PeopleScreen(state, onEvent, onRetry = retry) }
        Screen.Inbound -> Presented(app.inbound) { state, onEvent ->
            InboundScreen(state, onEvent, selected = (selected as? Screen.Player)?.id)
        }
        is Screen.Player -> Presented(remember(app, screen) { app.player(screen.id) }) { state, onEvent ->
            Focused({ playerKey(it, onEvent) }) { PlayerScreen(state, onEvent) }
        }
        Screen.Outbound -> Presented(app.outbound) { state, onEvent -> OutboundScreen(state, onEvent, onRetry = retry) }
        Screen.Draft -> Presented(app.draft) { state, onEvent -> DraftScreen(state, onEvent) }
        Screen.Conferences -> Presented(app.conferences) { state, onEvent ->
            val open = (selected as? Screen.ConferenceDetails)?.id
            ConferencesScreen(state, onEvent, selected = open, onRetry = retry)
        }
        is Screen.ConferenceDetails -> {
            val presenter = remember(app, screen) { app.conference(screen.id) }
            Presented(presenter) { state, onEvent -> ConferenceDetailsScreen(state, onEvent) }
        }
        Screen.Status -> Presented(app.status) { state, onEvent -> StatusScreen(state, onEvent) }
        Screen.Settings -> Presented(app.settingsScreen) { state, onEvent -> SettingsScreen(state, onEvent) }
    }
}

@Composable
private fun <S : Any, E : Any> Presented(presenter: Presenter<S, E>, screen: @Composable (S, (E) -> Unit) -> Unit) {
    val state by presenter.state.collectAsState()
    val onEvent: (E) -> Unit = remember(presenter) { presenter::onEvent }
    screen(state, onEvent)
}

/** The name of a screen as the manual has it (ML-21). */
@Composable
internal fun titleOf(app: App, screen: Screen?): String = when (screen) {
    Screen.SignIn -> say(Phrase.SIGN_IN_TITLE)
    Screen.Home -> say(Phrase.HOME_TITLE)
    Screen.Presence -> say(Phrase.PRESENCE_TITLE)
    Screen.People -> say(Phrase.PEOPLE_TITLE)
    Screen.Inbound -> say(Phrase.INBOUND_TITLE)
    is Screen.Player -> say(Phrase.PLAYER_TITLE)
    Screen.Outbound -> say(Phrase.OUTBOUND_TITLE)
    Screen.Draft -> {
        val draft by app.draft.state.collectAsState()
        say(if (draft.about == null) Phrase.DRAFT_TITLE else Phrase.DRAFT_FORWARD_TITLE)
    }
    Screen.Conferences -> say(Phrase.CONFERENCES_TITLE)
    is Screen.ConferenceDetails -> say(Phrase.CONFERENCE_DETAILS_TITLE)
    Screen.Status -> say(Phrase.STATUS_TITLE)
    Screen.Settings -> say(Phrase.SETTINGS_TITLE)
    null -> say(Phrase.APP_NAME)
}

/** Beside the state of the link: settings at home, the loudspeaker where something plays (ML-21, ML-23). */
@Composable
internal fun FrameActions(app: App, panes: List<Screen?>) {
    val player = panes.filterIsInstance<Screen.Player>().firstOrNull()
    if (player != null) {
        val presenter = remember(app, player) { app.player(player.id) }
        val state by presenter.state.collectAsState()
        val spoken = say(if (state.speaker) Phrase.STATE_ON else Phrase.STATE_OFF)
        FilledIconToggleButton(
            state.speaker,
            { presenter.onEvent(PlayerEvent.ToggleSpeaker) },
            Modifier.semantics { stateDescription = spoken },
            colors = IconButtonDefaults.filledIconToggleButtonColors(
                containerColor = Color.Transparent,
                contentColor = MaterialTheme.colorScheme.onSurfaceVariant,
                checkedContainerColor = MaterialTheme.colorScheme.primary,
                checkedContentColor = MaterialTheme.colorScheme.onPrimary,
            ),
        ) { Pictogram(Pictograms.Speaker, spoken = say(Phrase.SPEAKER)) }
    } else if (Screen.Home in panes) {
        IconButton({ app.onFrame(FrameEvent.OpenSettings) }) {
            Pictogram(Pictograms.Settings, spoken = say(Phrase.OPEN_SETTINGS))
        }
    }
}
