package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import org.mobilelink.app.PresenceEvent
import org.mobilelink.app.PresenceState
import org.mobilelink.wire.Presence

/** The choice of the own presence: one tap settles it. */
@Composable
fun PresenceScreen(state: PresenceState, onEvent: (PresenceEvent) -> Unit, modifier: Modifier = Modifier) {
    Column(
        modifier.fillMaxSize().verticalScroll(rememberScrollState()).readable()
            .padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    ) {
        OutlinedTextField(
            state.note,
            { onEvent(PresenceEvent.Note(it)) },
            Modifier.fillMaxWidth().padding(bottom = 12.dp).leftByTab(),
            label = { Text(say(Phrase.PRESENCE_NOTE)) },
            placeholder = { Text(say(Phrase.PRESENCE_NOTE_HINT)) },
            leadingIcon = { Pictogram(Pictograms.Pen, size = 20.dp) },
            shape = MaterialTheme.shapes.medium,
            keyboardOptions = KeyboardOptions(KeyboardCapitalization.Sentences, imeAction = ImeAction.Done),
            singleLine = !largeType,
        )
        Panel(Modifier.selectableGroup()) {
            state.choices.forEach { presence ->
                ChoiceRow(presence, presence == state.current) { onEvent(PresenceEvent.Choose(presence)) }
            }
        }
        Text(
            say(if (state.pending) Phrase.PRESENCE_PENDING else Phrase.PRESENCE_EXPLAINED),
            Modifier.padding(horizontal = 4.dp, vertical = 12.dp).semantics { liveRegion = LiveRegionMode.Polite },
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
    }
}

@Composable
private fun ChoiceRow(presence: Presence, chosen: Boolean, onChoose: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Row(
        Modifier.fillMaxWidth().background(if (chosen) colours.primaryContainer else Color.Transparent)
            .selectable(chosen, role = Role.RadioButton, onClick = onChoose)
            .heightIn(min = 60.dp).padding(horizontal = 16.dp, vertical = 8.dp),
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(16.dp),
    ) {
        val ink = if (chosen) colours.onPrimaryContainer else colours.onSurface
        Pictogram(presence.pictogram, tint = if (chosen) ink else colours.primary)
        Text(
            say(presence.phrase),
            Modifier.weight(1f),
            style = MaterialTheme.typography.titleMedium,
            fontWeight = if (chosen) FontWeight.Bold else null,
            color = ink,
        )
        RadioButton(chosen, onClick = null)
    }
}
