package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.unit.dp
import org.mobilelink.app.Content

/** The four looks of a list; each screen gives its words for nothing, and its rows. */
@Composable
internal fun <T> ContentOf(
    content: Content<T>,
    empty: @Composable () -> Unit,
    modifier: Modifier = Modifier,
    onRetry: (() -> Unit)? = null,
    ready: @Composable (List<T>) -> Unit,
) {
    Box(modifier.fillMaxSize()) {
        when (content) {
            Content.Loading -> Waiting()
            Content.Empty -> InTheMiddle { empty() }
            is Content.Failed -> InTheMiddle {
                val why = LocalWords.current.sayProblem(content.problem)
                Blank(Pictograms.Disconnected, say(Phrase.FAILED_TITLE), hint = why) {
                    if (onRetry != null) {
                        FilledTonalButton(onRetry, Modifier.padding(top = 8.dp)) { Text(say(Phrase.TRY_AGAIN)) }
                    }
                }
            }
            is Content.Ready -> ready(content.items)
        }
    }
}

/** In the middle, and still to be scrolled when the type is large. */
@Composable
internal fun InTheMiddle(content: @Composable () -> Unit) =
    Box(Modifier.fillMaxSize(), contentAlignment = Alignment.Center) {
        Column(Modifier.verticalScroll(rememberScrollState())) { content() }
    }

/** The shape of the rows to come; it does not move, and is read out once. */
@Composable
internal fun Waiting() {
    val spoken = say(Phrase.LOADING)
    val bar = MaterialTheme.colorScheme.surfaceContainerHigh
    Column(
        Modifier.readable().padding(horizontal = 16.dp, vertical = 8.dp).clearAndSetSemantics {
            contentDescription = spoken
            liveRegion = LiveRegionMode.Polite
        },
    ) {
        repeat(WAITING_ROWS) { row ->
            Row(Modifier.padding(vertical = 14.dp), horizontalArrangement = Arrangement.spacedBy(14.dp)) {
                Box(Modifier.size(44.dp).clip(CircleShape).background(bar))
                Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(9.dp)) {
                    val (first, second) = if (row % 2 == 0) 0.55f to 0.85f else 0.4f to 0.7f
                    Box(Modifier.fillMaxWidth(first).height(14.dp).clip(CircleShape).background(bar))
                    Box(Modifier.fillMaxWidth(second).height(11.dp).clip(CircleShape).background(bar))
                }
            }
        }
    }
}

private const val WAITING_ROWS = 7
