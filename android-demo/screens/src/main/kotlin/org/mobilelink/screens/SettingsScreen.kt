package org.mobilelink.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.DropdownMenu
import androidx.compose.material3.DropdownMenuItem
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.mobilelink.app.Appearance
import org.mobilelink.app.PeopleOrder
import org.mobilelink.app.SettingsEvent
import org.mobilelink.app.SettingsState
import org.mobilelink.app.VoicemailOrder

/** What the user settles (ML-10 to ML-16); each change holds at once. */
@Composable
fun SettingsScreen(state: SettingsState, onEvent: (SettingsEvent) -> Unit, modifier: Modifier = Modifier) {
    Column(
        modifier.fillMaxSize().verticalScroll(rememberScrollState()).readable()
            .padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    ) {
        Panel {
            WayTo(
                Pictograms.Server, say(Phrase.SETTINGS_SERVER), { onEvent(SettingsEvent.OpenServer) },
                hint = say(Phrase.SETTINGS_SERVER_HINT),
            )
        }
        SectionTitle(say(Phrase.SETTINGS_SORT))
        Panel {
            OneOf(
                Pictograms.Voicemail, say(Phrase.SETTINGS_VOICEMAIL_ORDER),
                VoicemailOrder.entries, state.voicemailOrder, { it.phrase },
            ) { onEvent(SettingsEvent.Order(it)) }
            OneOf(
                Pictograms.People, say(Phrase.SETTINGS_PEOPLE_ORDER),
                PeopleOrder.entries, state.peopleOrder, { it.phrase },
            ) { onEvent(SettingsEvent.People(it)) }
        }
        SectionTitle(say(Phrase.SETTINGS_AUDIO))
        Panel {
            Switching(
                Pictograms.Speaker, say(Phrase.SETTINGS_SPEAKER), say(Phrase.SETTINGS_SPEAKER_HINT),
                state.speaker,
            ) { onEvent(SettingsEvent.Speaker(it)) }
        }
        SectionTitle(say(Phrase.SETTINGS_LOOK))
        Panel {
            OneOf(
                Pictograms.Sun, say(Phrase.SETTINGS_APPEARANCE),
                Appearance.entries, state.appearance, { it.phrase },
            ) { onEvent(SettingsEvent.Look(it)) }
            Switching(
                Pictograms.Pulse, say(Phrase.SETTINGS_CALM_MOTION), say(Phrase.SETTINGS_CALM_MOTION_HINT),
                state.calmMotion,
            ) { onEvent(SettingsEvent.CalmMotion(it)) }
        }
        SectionTitle(say(Phrase.SETTINGS_OTHER))
        Panel {
            Switching(
                Pictograms.Info, say(Phrase.SETTINGS_STATISTICS), say(Phrase.SETTINGS_STATISTICS_HINT),
                state.statistics,
            ) { onEvent(SettingsEvent.Statistics(it)) }
        }
        Reset { onEvent(SettingsEvent.ResetAll) }
    }
}

private val VoicemailOrder.phrase: Phrase
    get() = when (this) {
        VoicemailOrder.NewestFirst -> Phrase.ORDER_NEWEST_FIRST
        VoicemailOrder.OldestFirst -> Phrase.ORDER_OLDEST_FIRST
        VoicemailOrder.Caller -> Phrase.ORDER_CALLER
    }

private val PeopleOrder.phrase: Phrase
    get() = when (this) {
        PeopleOrder.LastName -> Phrase.ORDER_LAST_NAME
        PeopleOrder.FirstName -> Phrase.ORDER_FIRST_NAME
        PeopleOrder.Extension -> Phrase.ORDER_EXTENSION
    }

private val Appearance.phrase: Phrase
    get() = when (this) {
        Appearance.System -> Phrase.APPEARANCE_SYSTEM
        Appearance.Light -> Phrase.APPEARANCE_LIGHT
        Appearance.Dark -> Phrase.APPEARANCE_DARK
    }

/** On or off, the whole row. */
@Composable
internal fun Switching(
    icon: ImageVector,
    text: String,
    hint: String,
    on: Boolean,
    onSwitch: (Boolean) -> Unit,
) = Beside(
    { Pictogram(icon, tint = MaterialTheme.colorScheme.primary) },
    Modifier.fillMaxWidth().toggleable(on, role = Role.Switch, onValueChange = onSwitch)
        .heightIn(min = 68.dp).padding(horizontal = 16.dp, vertical = 10.dp),
    end = { Switch(on, onCheckedChange = null) },
) {
    Text(text, style = MaterialTheme.typography.titleMedium)
    Fact(hint)
}

/** A row that shows what holds, and lets choose among the others. */
@Composable
private fun <T> OneOf(
    icon: ImageVector,
    title: String,
    choices: List<T>,
    now: T,
    phrase: (T) -> Phrase,
    onChoose: (T) -> Unit,
) {
    var open by remember { mutableStateOf(false) }
    Box {
        Beside(
            { Pictogram(icon, tint = MaterialTheme.colorScheme.primary) },
            Modifier.fillMaxWidth().clickable(role = Role.DropdownList) { open = true }
                .heightIn(min = 68.dp).padding(horizontal = 16.dp, vertical = 10.dp),
            end = { Pictogram(Pictograms.Down, size = 20.dp, tint = MaterialTheme.colorScheme.onSurfaceVariant) },
        ) {
            Text(title, style = MaterialTheme.typography.titleMedium)
            Fact(say(phrase(now)))
        }
        DropdownMenu(open, { open = false }, shape = MaterialTheme.shapes.medium) {
            choices.forEach { choice ->
                DropdownMenuItem(
                    { Text(say(phrase(choice))) },
                    {
                        open = false
                        onChoose(choice)
                    },
                    leadingIcon = { if (choice == now) Pictogram(Pictograms.Check, size = 20.dp) },
                )
            }
        }
    }
}

@Composable
private fun Reset(onReset: () -> Unit) {
    var asking by rememberSaveable { mutableStateOf(false) }
    TextButton({ asking = true }, Modifier.fillMaxWidth().padding(top = 16.dp).heightIn(min = 48.dp)) {
        Text(say(Phrase.SETTINGS_RESET), color = LocalPalette.current.status.failed.content)
    }
    if (asking) {
        Question(
            say(Phrase.SETTINGS_RESET_QUESTION),
            say(Phrase.SETTINGS_RESET_EXPLAINED),
            say(Phrase.SETTINGS_RESET_ACTION),
            onReset,
        ) { asking = false }
    }
}
