package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.unit.dp
import org.mobilelink.app.HomeEvent
import org.mobilelink.app.HomeState
import org.mobilelink.wire.Presence

/** Where one is, what is new, and the ways to everything else (ML-30). */
@Composable
fun HomeScreen(state: HomeState, onEvent: (HomeEvent) -> Unit, modifier: Modifier = Modifier) {
    val words = LocalWords.current
    Column(
        modifier.fillMaxSize().verticalScroll(rememberScrollState()).readable()
            .padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
        verticalArrangement = Arrangement.spacedBy(12.dp),
    ) {
        PresenceCard(state) { onEvent(HomeEvent.OpenPresence) }
        if (state.evaluation) {
            Notice(Pictograms.Evaluation, say(Phrase.HOME_EVALUATION), LocalPalette.current.status.trying)
        }
        Panel {
            val open = !state.evaluation
            val locked = say(Phrase.HOME_NEEDS_KEY)
            val new = state.newMessages?.takeIf { it > 0 && open }
            WayTo(
                Pictograms.Voicemail, say(Phrase.INBOUND_TITLE), { onEvent(HomeEvent.OpenInbound) },
                hint = when {
                    !open -> locked
                    state.newMessages == 0 -> say(Phrase.HOME_NOTHING_NEW)
                    else -> null
                },
                enabled = open,
                strong = new != null,
            ) {
                if (new != null) Count(words.count(Phrase.HOME_NEW_ONE, Phrase.HOME_NEW_OTHER, new))
            }
            WayTo(
                Pictograms.Sent, say(Phrase.OUTBOUND_TITLE), { onEvent(HomeEvent.OpenOutbound) },
                hint = if (open) say(Phrase.HOME_OUTBOUND_HINT) else locked,
                enabled = open,
            )
            val active = state.activeConferences
            WayTo(
                Pictograms.Conference, say(Phrase.CONFERENCES_TITLE), { onEvent(HomeEvent.OpenConferences) },
                hint = when {
                    !open -> locked
                    active > 0 -> words.count(Phrase.HOME_ACTIVE_ONE, Phrase.HOME_ACTIVE_OTHER, active)
                    else -> say(Phrase.HOME_CONFERENCES_HINT)
                },
                enabled = open,
            )
        }
        Panel {
            WayTo(
                Pictograms.People, say(Phrase.PEOPLE_TITLE), { onEvent(HomeEvent.OpenPeople) },
                hint = say(Phrase.HOME_PEOPLE_HINT),
            )
        }
        LogoPicture(state.logo, Modifier.padding(top = 20.dp).align(Alignment.CenterHorizontally))
    }
}

/** The one thing that is changed most, largest. */
@Composable
private fun PresenceCard(state: HomeState, onClick: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    val presence = state.presence
    Surface(
        Modifier.fillMaxWidth().clip(MaterialTheme.shapes.large).comesBack("presence")
            .clickable(onClickLabel = say(Phrase.HOME_PRESENCE_CHANGE), role = Role.Button, onClick = onClick),
        shape = MaterialTheme.shapes.large,
        color = colours.primaryContainer,
        contentColor = colours.onPrimaryContainer,
    ) {
        Beside(
            {
                Box(
                    Modifier.size(56.dp.withType).clip(CircleShape).background(colours.primary).clearAndSetSemantics {},
                    contentAlignment = Alignment.Center,
                ) {
                    val icon = (presence?.presence ?: Presence.UNKNOWN).pictogram
                    Pictogram(icon, size = 28.dp, tint = colours.onPrimary)
                }
            },
            Modifier.padding(20.dp),
            end = { Pictogram(Pictograms.Chevron, size = 20.dp) },
        ) {
            Text(state.name.ifEmpty { say(Phrase.HOME_PRESENCE) }, style = MaterialTheme.typography.bodyMedium)
            Text(
                say(presence?.presence?.phrase ?: Phrase.HOME_PRESENCE_UNKNOWN),
                style = MaterialTheme.typography.headlineSmall,
            )
            val note = presence?.note
            if (!note.isNullOrEmpty()) Text(note, style = MaterialTheme.typography.bodyMedium)
        }
    }
}

@Composable
private fun Count(text: String) {
    val colours = MaterialTheme.colorScheme
    Pill(text, Tone(colours.primary, colours.primary, colours.onPrimary))
}
