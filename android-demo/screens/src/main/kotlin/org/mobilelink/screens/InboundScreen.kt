package org.mobilelink.screens

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.pulltorefresh.PullToRefreshBox
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshots.Snapshot
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.delay
import org.mobilelink.app.InboundEvent
import org.mobilelink.app.InboundState
import org.mobilelink.app.Undo
import org.mobilelink.app.VoicemailRow

/** The voicemails (ML-40, ML-41). [selected] is the message that is open beside the list in a wide window. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun InboundScreen(
    state: InboundState,
    onEvent: (InboundEvent) -> Unit,
    modifier: Modifier = Modifier,
    selected: String? = null,
) {
    var refreshing by remember { mutableStateOf(false) }
    LaunchedEffect(refreshing) {
        if (refreshing) {
            delay(REFRESH_SHOWN_MS)
            refreshing = false
        }
    }
    val onRefresh = {
        refreshing = true
        onEvent(InboundEvent.Refresh)
    }
    Box(modifier.fillMaxSize()) {
        PullToRefreshBox(refreshing, onRefresh, Modifier.fillMaxSize()) {
            ContentOf(
                state.content,
                empty = {
                    Blank(Pictograms.Voicemail, say(Phrase.INBOUND_EMPTY), hint = say(Phrase.INBOUND_EMPTY_HINT))
                },
                onRetry = onRefresh,
            ) { messages ->
                val list = rememberLazyListState()
                StayAtTop(list, messages)
                LazyColumn(Modifier.fillMaxSize(), list, contentPadding = PaddingValues(bottom = BELOW_LIST)) {
                    items(messages, key = { it.id }, contentType = { "message" }) { message ->
                        VoicemailLine(message, message.id == selected, onEvent)
                    }
                }
            }
        }
        val undo = state.undo
        if (undo != null) UndoBar(undo, onEvent, Modifier.align(Alignment.BottomCenter))
    }
}

/** The list keeps the row that was on top in its place; at the top of the list that would hide what just came. */
@Composable
private fun StayAtTop(list: LazyListState, messages: List<VoicemailRow>) {
    val atTop = Snapshot.withoutReadObservation {
        list.firstVisibleItemIndex == 0 && list.firstVisibleItemScrollOffset == 0
    }
    remember(messages.firstOrNull()?.id) { if (atTop) list.requestScrollToItem(0) }
}

/** Eight seconds to take it back, or until the next one is deleted. */
@Composable
private fun UndoBar(undo: Undo, onEvent: (InboundEvent) -> Unit, modifier: Modifier) {
    val send by rememberUpdatedState(onEvent)
    LaunchedEffect(undo.id) {
        delay(UNDO_MS)
        send(InboundEvent.UndoExpired)
    }
    val who = undo.who.ifEmpty { say(Phrase.INBOUND_WITHHELD) }
    BottomBar(say(Phrase.INBOUND_DELETED, who), say(Phrase.UNDO), modifier) { onEvent(InboundEvent.UndoDelete) }
}

private const val UNDO_MS = 8_000L

/** A list that comes at once still shows that the pull was felt. */
private const val REFRESH_SHOWN_MS = 700L

/** Room so that the last row is not under the undo bar. */
private val BELOW_LIST = 88.dp
