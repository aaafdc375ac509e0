package org.mobilelink.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilelink.app.ConferenceDetailsEvent
import org.mobilelink.app.ConferenceDetailsState
import org.mobilelink.app.ConferenceRow

/** One conference (ML-61): what one needs to dial in stands first and largest. */
@Composable
fun ConferenceDetailsScreen(
    state: ConferenceDetailsState,
    onEvent: (ConferenceDetailsEvent) -> Unit,
    modifier: Modifier = Modifier,
) {
    val conference = state.conference
    if (conference == null) {
        val problem = state.problem
        InTheMiddle {
            Blank(
                Pictograms.Conference,
                say(if (problem == null) Phrase.LOADING else Phrase.CONFERENCE_GONE),
                modifier,
                hint = problem?.let { LocalWords.current.sayProblem(it) },
            )
        }
        return
    }
    Column(
        modifier.fillMaxSize().verticalScroll(rememberScrollState()).readable()
            .padding(start = 16.dp, end = 16.dp, top = 8.dp, bottom = 24.dp),
        verticalArrangement = Arrangement.spacedBy(14.dp),
    ) {
        Column(Modifier.padding(horizontal = 4.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            Text(conference.name, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
            StandingPill(conference)
        }
        Dialling(state, conference, onEvent)
        Planned(state, conference)
        if (state.canModify) {
            Notice(Pictograms.Info, say(Phrase.CONFERENCE_CANNOT_MODIFY), LocalPalette.current.status.off)
        }
        state.problem?.let {
            Notice(Pictograms.Failed, LocalWords.current.sayProblem(it), LocalPalette.current.status.failed)
        }
    }
}

@Composable
private fun Dialling(
    state: ConferenceDetailsState,
    conference: ConferenceRow,
    onEvent: (ConferenceDetailsEvent) -> Unit,
) = Panel {
    Detail(Pictograms.Phone, say(Phrase.CONFERENCE_NUMBER), hint = say(Phrase.CONFERENCE_NUMBER_HINT)) {
        Text(conference.number, style = MaterialTheme.typography.headlineSmall)
    }
    val password = state.password
    Detail(
        Pictograms.Shield,
        say(Phrase.CONFERENCE_PASSWORD),
        trailing = {
            if (password != null) {
                TextButton({ onEvent(ConferenceDetailsEvent.TogglePassword) }, Modifier.heightIn(min = 48.dp)) {
                    Text(say(if (state.passwordShown) Phrase.CONFERENCE_HIDE else Phrase.CONFERENCE_SHOW))
                }
            }
        },
    ) {
        when {
            password == null -> Value(say(Phrase.CONFERENCE_PASSWORD_NONE))
            state.passwordShown -> Text(password, style = MaterialTheme.typography.headlineSmall)
            else -> Value(say(Phrase.CONFERENCE_PASSWORD_HIDDEN))
        }
    }
}

@Composable
private fun Planned(state: ConferenceDetailsState, conference: ConferenceRow) {
    val words = LocalWords.current
    Panel {
        val start = conference.startAt
        if (start != null) {
            Detail(Pictograms.Clock, say(Phrase.CONFERENCE_START)) {
                Value(remember(start, words) { words.moments.full(words, start) })
            }
        }
        val duration = conference.durationMs
        if (duration != null) {
            Detail(Pictograms.Evaluation, say(Phrase.CONFERENCE_DURATION)) {
                Value(remember(duration, words) { words.moments.spoken(words, duration) })
            }
        }
        if (start != null) {
            Detail(Pictograms.Syncing, say(Phrase.CONFERENCE_REPEAT)) { Value(words.repetition(state.repeatDays)) }
        }
        Detail(Pictograms.Person, say(Phrase.CONFERENCE_CREATOR)) { Value(state.creator) }
        Detail(Pictograms.People, say(Phrase.CONFERENCE_MODERATORS)) {
            Value(state.moderators.joinToString(", ").ifEmpty { say(Phrase.CONFERENCE_NO_MODERATORS) })
        }
    }
}

/** A fact with its name above it. */
@Composable
internal fun Detail(
    icon: ImageVector,
    name: String,
    hint: String? = null,
    trailing: @Composable () -> Unit = {},
    value: @Composable () -> Unit,
) = Row(
    Modifier.fillMaxWidth().heightIn(min = 64.dp).padding(start = 16.dp, end = 8.dp, top = 10.dp, bottom = 10.dp),
    horizontalArrangement = Arrangement.spacedBy(16.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    Pictogram(icon, size = 22.dp, tint = MaterialTheme.colorScheme.primary)
    FlowRow(
        Modifier.weight(1f),
        horizontalArrangement = Arrangement.SpaceBetween,
        itemVerticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.semantics(mergeDescendants = true) {}.padding(end = 8.dp)) {
            Fact(name)
            value()
            if (hint != null) Fact(hint)
        }
        trailing()
    }
}

@Composable
internal fun Value(text: String) = Text(text, style = MaterialTheme.typography.bodyLarge)

private fun Words.repetition(days: Int): String = when (days) {
    0 -> say(Phrase.REPEAT_ONCE)
    1 -> say(Phrase.REPEAT_DAILY)
    7 -> say(Phrase.REPEAT_1_WEEK)
    14 -> say(Phrase.REPEAT_2_WEEKS)
    21 -> say(Phrase.REPEAT_3_WEEKS)
    28 -> say(Phrase.REPEAT_4_WEEKS)
    else -> say(Phrase.REPEAT_DAYS, days)
}
