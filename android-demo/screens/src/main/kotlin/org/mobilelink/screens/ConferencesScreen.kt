package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilelink.app.ConferenceRow
import org.mobilelink.app.ConferencesEvent
import org.mobilelink.app.ConferencesState
import org.mobilelink.wire.ConferenceState as Standing

/** The conferences of the user (ML-60). [selected] is the one that is open beside the list in a wide window. */
@Composable
fun ConferencesScreen(
    state: ConferencesState,
    onEvent: (ConferencesEvent) -> Unit,
    modifier: Modifier = Modifier,
    selected: String? = null,
    onRetry: (() -> Unit)? = null,
) {
    ContentOf(
        state.content,
        empty = {
            Blank(Pictograms.Conference, say(Phrase.CONFERENCES_EMPTY), hint = say(Phrase.CONFERENCES_EMPTY_HINT))
        },
        modifier,
        onRetry,
    ) { conferences ->
        val (standing, scheduled) = remember(conferences) { conferences.partition { it.startAt == null } }
        LazyColumn(Modifier.fillMaxSize(), contentPadding = PaddingValues(bottom = 24.dp)) {
            group("scheduled", Phrase.CONFERENCES_SCHEDULED, scheduled, selected, onEvent)
            group("standing", Phrase.CONFERENCES_STANDING, standing, selected, onEvent)
        }
    }
}

private fun LazyListScope.group(
    key: String,
    title: Phrase,
    conferences: List<ConferenceRow>,
    selected: String?,
    onEvent: (ConferencesEvent) -> Unit,
) {
    if (conferences.isEmpty()) return
    item(key, contentType = "title") { SectionTitle(say(title), Modifier.readable().padding(horizontal = 12.dp)) }
    items(conferences, key = { it.id }, contentType = { "conference" }) { conference ->
        ConferenceLine(conference, conference.id == selected) { onEvent(ConferencesEvent.Open(conference.id)) }
    }
}

@Composable
private fun ConferenceLine(conference: ConferenceRow, open: Boolean, onOpen: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Row(
        Modifier.readable().background(if (open) colours.secondaryContainer else colours.surface)
            .comesBack(conference.id).clickable(role = Role.Button, onClick = onOpen).semantics { selected = open }
            .heightIn(min = 76.dp).padding(horizontal = 16.dp, vertical = 12.dp),
        horizontalArrangement = Arrangement.spacedBy(14.dp),
    ) {
        Box(
            Modifier.size(44.dp.withType).clip(CircleShape).background(colours.surfaceContainerHigh),
            contentAlignment = Alignment.Center,
        ) { Pictogram(Pictograms.Conference, tint = colours.primary) }
        Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(3.dp)) {
            Text(conference.name, style = MaterialTheme.typography.titleMedium)
            val plan = planOf(conference)
            if (plan != null) Fact(plan)
            Fact(say(Phrase.CONFERENCES_NUMBER, conference.number))
            if (largeType) StandingPill(conference)
        }
        if (!largeType) StandingPill(conference)
    }
}

/** When and for how long; none for a standing bridge. */
@Composable
private fun planOf(conference: ConferenceRow): String? {
    val words = LocalWords.current
    return remember(conference.startAt, conference.durationMs, words) {
        conference.startAt?.let { start ->
            val day = words.moments.full(words, start)
            conference.durationMs?.let { day + " · " + words.moments.spoken(words, it) } ?: day
        }
    }
}

@Composable
internal fun StandingPill(conference: ConferenceRow, modifier: Modifier = Modifier) = Pill(
    say(conference.standing.phrase(conference.overtime)),
    conference.tone,
    modifier,
    icon = conference.standing.pictogram,
)

private val ConferenceRow.tone: Tone
    @Composable get() = LocalPalette.current.status.run {
        when (standing) {
            Standing.ACTIVE -> if (overtime) trying else on
            Standing.ENABLED -> on
            Standing.CANCELED -> failed
            Standing.QUEUED, Standing.EXPIRED, Standing.DISABLED, Standing.UNKNOWN -> off
        }
    }

private val Standing.pictogram: ImageVector
    get() = when (this) {
        Standing.ACTIVE -> Pictograms.People
        Standing.ENABLED -> Pictograms.Connected
        Standing.CANCELED -> Pictograms.Close
        Standing.QUEUED -> Pictograms.Clock
        Standing.EXPIRED -> Pictograms.Check
        Standing.DISABLED -> Pictograms.Busy
        Standing.UNKNOWN -> Pictograms.Question
    }
