package org.mobilelink.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.ExtendedFloatingActionButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.mobilelink.app.OutboundEvent
import org.mobilelink.app.OutboundState
import org.mobilelink.app.SentRow

/** What was sent (ML-50, ML-51). */
@Composable
fun OutboundScreen(
    state: OutboundState,
    onEvent: (OutboundEvent) -> Unit,
    modifier: Modifier = Modifier,
    onRetry: (() -> Unit)? = null,
) {
    Box(modifier.fillMaxSize()) {
        ContentOf(
            state.content,
            empty = { Blank(Pictograms.Sent, say(Phrase.OUTBOUND_EMPTY), hint = say(Phrase.OUTBOUND_EMPTY_HINT)) },
            onRetry = onRetry,
        ) { messages ->
            LazyColumn(Modifier.fillMaxSize(), contentPadding = PaddingValues(bottom = BELOW_BUTTON)) {
                items(messages, key = { it.id }, contentType = { "sent" }) { message ->
                    SentLine(message) { onEvent(OutboundEvent.Open(message.id)) }
                }
            }
        }
        Box(Modifier.align(Alignment.BottomCenter).readable().padding(16.dp), contentAlignment = Alignment.BottomEnd) {
            ExtendedFloatingActionButton({ onEvent(OutboundEvent.Compose) }, Modifier.comesBack("compose")) {
                Pictogram(Pictograms.Plus, Modifier.padding(end = 10.dp))
                Text(say(Phrase.OUTBOUND_COMPOSE))
            }
        }
    }
}

@Composable
private fun SentLine(message: SentRow, onOpen: () -> Unit) {
    val words = LocalWords.current
    val time = remember(message.sentAt, words) { words.moments.short(words, message.sentAt) }
    val to = remember(message.recipients, words) { addressed(words, message.recipients) }
    Row(
        Modifier.readable().comesBack(message.id).clickable(role = Role.Button, onClick = onOpen).heightIn(min = 76.dp)
            .padding(horizontal = 16.dp, vertical = 12.dp),
        horizontalArrangement = Arrangement.spacedBy(14.dp),
    ) {
        Initials(message.recipients.firstOrNull().orEmpty())
        Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
            val large = largeType
            Row(Modifier.fillMaxWidth()) {
                Text(to, Modifier.weight(1f).padding(end = 8.dp), style = MaterialTheme.typography.titleMedium)
                if (!large) Fact(time, Modifier.padding(top = 2.dp))
            }
            if (large) Fact(time)
            val duration = message.durationMs
            if (duration != null) {
                val spoken = remember(duration, words) { words.moments.spoken(words, duration) }
                Fact(words.moments.duration(duration), Modifier.saysInstead(spoken))
            }
            val preview = message.preview
            if (!preview.isNullOrEmpty()) {
                Text(
                    preview,
                    Modifier.testTag(EXCERPT),
                    style = MaterialTheme.typography.bodyMedium.ofItself,
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                    maxLines = 2,
                    overflow = TextOverflow.Ellipsis,
                )
            }
        }
    }
}

private fun addressed(words: Words, recipients: List<String>): String = when (recipients.size) {
    0 -> words.say(Phrase.OUTBOUND_TO_NOBODY)
    1, 2 -> words.say(Phrase.OUTBOUND_TO, recipients.joinToString(", "))
    else -> {
        val first = recipients.take(2).joinToString(", ")
        val more = recipients.size - 2
        words.say(if (more == 1) Phrase.OUTBOUND_TO_AND_ONE else Phrase.OUTBOUND_TO_AND_OTHER, first, more)
    }
}

private val BELOW_BUTTON = 96.dp
