package org.mobilelink.screens

import androidx.compose.foundation.focusable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.mobilelink.app.PeopleEvent
import org.mobilelink.app.PeopleState
import org.mobilelink.app.PersonRow
import org.mobilelink.wire.Presence

/** The directory: who is where (PRS-02). */
@Composable
fun PeopleScreen(
    state: PeopleState,
    onEvent: (PeopleEvent) -> Unit,
    modifier: Modifier = Modifier,
    onRetry: (() -> Unit)? = null,
) {
    Column(modifier.fillMaxSize()) {
        SearchField(
            state.search,
            { onEvent(PeopleEvent.Search(it)) },
            say(Phrase.PEOPLE_SEARCH),
            Modifier.readable().padding(horizontal = 16.dp),
        )
        ContentOf(
            state.content,
            empty = {
                if (state.search.isEmpty()) {
                    Blank(Pictograms.People, say(Phrase.PEOPLE_EMPTY), hint = say(Phrase.PEOPLE_EMPTY_HINT))
                } else {
                    Blank(
                        Pictograms.Search,
                        say(Phrase.PEOPLE_NOT_FOUND, state.search),
                        hint = say(Phrase.PEOPLE_NOT_FOUND_HINT),
                    )
                }
            },
            onRetry = onRetry,
        ) { people ->
            LazyColumn(Modifier.fillMaxSize(), contentPadding = PaddingValues(top = 8.dp, bottom = 24.dp)) {
                items(people, key = { it.id }, contentType = { "person" }) { PersonLine(it) }
            }
        }
    }
}

@Composable
private fun PersonLine(person: PersonRow) {
    Row(
        Modifier.readable().focusable().semantics(mergeDescendants = true) {}
            .heightIn(min = 68.dp).padding(horizontal = 16.dp, vertical = 10.dp),
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(14.dp),
    ) {
        Initials(person.name)
        Column(Modifier.weight(1f)) {
            Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
                Text(
                    person.name,
                    Modifier.weight(1f, fill = false),
                    style = MaterialTheme.typography.titleMedium,
                )
                if (person.isMe) Mark(say(Phrase.PEOPLE_ME))
            }
            val extension = say(Phrase.PEOPLE_EXTENSION, person.extension)
            Text(
                person.note?.let { "$extension · $it" } ?: extension,
                style = MaterialTheme.typography.bodySmall,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
            )
            if (largeType) PresenceMark(person.presence, Modifier.padding(top = 4.dp))
        }
        if (!largeType) Box(Modifier.widthIn(max = 132.dp)) { PresenceMark(person.presence) }
    }
}

/** In Office is what one expects and has no icon (PRS-08). */
@Composable
private fun PresenceMark(presence: Presence, modifier: Modifier = Modifier) = Row(
    modifier,
    verticalAlignment = Alignment.CenterVertically,
    horizontalArrangement = Arrangement.spacedBy(6.dp),
) {
    val colours = MaterialTheme.colorScheme
    val here = presence == Presence.IN_OFFICE
    if (!here) Pictogram(presence.pictogram, size = 18.dp, tint = colours.primary)
    Text(
        say(presence.phrase),
        style = MaterialTheme.typography.bodySmall,
        fontWeight = if (here) null else FontWeight.Medium,
        color = if (here) colours.onSurfaceVariant else colours.onSurface,
    )
}

@Composable
internal fun Mark(text: String) {
    val colours = MaterialTheme.colorScheme
    Pill(text, Tone(colours.onSurface, colours.secondaryContainer, colours.onSecondaryContainer))
}
