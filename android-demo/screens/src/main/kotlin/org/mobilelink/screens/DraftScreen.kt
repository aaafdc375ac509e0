package org.mobilelink.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Checkbox
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilelink.app.DraftEvent
import org.mobilelink.app.DraftState
import org.mobilelink.app.Recipient

/** A message that is being made (ML-52): its recipients, and plainly what cannot be done yet. */
@Composable
fun DraftScreen(state: DraftState, onEvent: (DraftEvent) -> Unit, modifier: Modifier = Modifier) {
    LazyColumn(modifier.fillMaxSize(), contentPadding = PaddingValues(bottom = 24.dp)) {
        item(key = "above", contentType = "above") { AboveRecipients(state, onEvent) }
        items(state.recipients, key = { it.id }, contentType = { "recipient" }) { recipient ->
            RecipientLine(recipient) { onEvent(DraftEvent.Toggle(recipient.id)) }
        }
        if (state.recipients.isEmpty()) {
            item(key = "nobody", contentType = "nobody") {
                // Without a search nobody is left out: the people are still to come.
                if (state.search.isBlank()) Waiting() else Blank(Pictograms.Search, say(Phrase.DRAFT_NOBODY))
            }
        }
    }
}

@Composable
private fun AboveRecipients(state: DraftState, onEvent: (DraftEvent) -> Unit) = Column(
    Modifier.readable().padding(horizontal = 16.dp),
    verticalArrangement = Arrangement.spacedBy(12.dp),
) {
    if (!state.canSend) Notice(Pictograms.Info, say(Phrase.DRAFT_CANNOT_SEND), LocalPalette.current.status.off)
    val about = state.about
    if (about != null) {
        Panel {
            Row(
                Modifier.padding(16.dp),
                horizontalArrangement = Arrangement.spacedBy(14.dp),
                verticalAlignment = Alignment.CenterVertically,
            ) {
                Pictogram(Pictograms.Voicemail, tint = MaterialTheme.colorScheme.primary)
                Column(Modifier.weight(1f)) {
                    val who = about.who.ifEmpty { say(Phrase.INBOUND_WITHHELD) }
                    Text(say(Phrase.DRAFT_ABOUT, who), style = MaterialTheme.typography.bodyLarge)
                    about.durationMs?.let { Fact(LocalWords.current.moments.duration(it)) }
                }
            }
        }
    }
    SearchField(state.search, { onEvent(DraftEvent.Search(it)) }, say(Phrase.DRAFT_SEARCH))
    Chosen(state, onEvent)
}

@Composable
private fun Chosen(state: DraftState, onEvent: (DraftEvent) -> Unit) {
    val chosen = state.recipients.count { it.chosen }
    val everybody = chosen > 0 && chosen == state.recipients.size
    FlowRow(
        Modifier.fillMaxWidth(),
        horizontalArrangement = Arrangement.SpaceBetween,
        itemVerticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.padding(start = 4.dp)) {
            Text(
                say(Phrase.DRAFT_RECIPIENTS),
                Modifier.semantics { heading() },
                style = MaterialTheme.typography.titleMedium,
            )
            Fact(
                if (chosen == 0) {
                    say(Phrase.DRAFT_CHOSEN_NONE)
                } else {
                    LocalWords.current.count(Phrase.DRAFT_CHOSEN_ONE, Phrase.DRAFT_CHOSEN_OTHER, chosen)
                },
            )
        }
        if (state.recipients.isNotEmpty()) {
            TextButton({ onEvent(DraftEvent.SelectAll) }, Modifier.heightIn(min = 48.dp)) {
                Text(say(if (everybody) Phrase.DRAFT_SELECT_NONE else Phrase.DRAFT_SELECT_ALL))
            }
        }
    }
}

@Composable
private fun RecipientLine(recipient: Recipient, onToggle: () -> Unit) = Row(
    Modifier.readable().toggleable(recipient.chosen, role = Role.Checkbox, onValueChange = { onToggle() })
        .heightIn(min = 64.dp).padding(horizontal = 16.dp, vertical = 8.dp),
    verticalAlignment = Alignment.CenterVertically,
    horizontalArrangement = Arrangement.spacedBy(14.dp),
) {
    Initials(recipient.name)
    Column(Modifier.weight(1f)) {
        Text(recipient.name, style = MaterialTheme.typography.titleMedium)
        Fact(say(Phrase.PEOPLE_EXTENSION, recipient.extension))
    }
    Checkbox(recipient.chosen, onCheckedChange = null)
}
