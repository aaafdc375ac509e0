package org.mobilelink.screens

import androidx.compose.foundation.ExperimentalFoundationApi
import androidx.compose.foundation.background
import androidx.compose.foundation.combinedClickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.DropdownMenu
import androidx.compose.material3.DropdownMenuItem
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.SwipeToDismissBox
import androidx.compose.material3.SwipeToDismissBoxState
import androidx.compose.material3.SwipeToDismissBoxValue
import androidx.compose.material3.Text
import androidx.compose.material3.rememberSwipeToDismissBoxState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.focus.FocusDirection
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isShiftPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.input.pointer.PointerEventType
import androidx.compose.ui.input.pointer.isSecondaryPressed
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.launch
import org.mobilelink.app.InboundEvent
import org.mobilelink.app.VoicemailRow

/** One voicemail: tap hears, swipe deletes or marks; long press, right button or menu key offer the same (ML-41). */
@Composable
internal fun VoicemailLine(message: VoicemailRow, open: Boolean, onEvent: (InboundEvent) -> Unit) {
    val swipe = rememberSwipeToDismissBoxState()
    val scope = rememberCoroutineScope()
    SwipeToDismissBox(
        swipe,
        backgroundContent = { UnderSwipe(swipe, message.isNew) },
        modifier = Modifier.readable(),
        onDismiss = { direction ->
            if (direction == SwipeToDismissBoxValue.EndToStart) {
                onEvent(InboundEvent.Delete(message.id))
            } else {
                onEvent(InboundEvent.MarkSeen(message.id, seen = message.isNew))
            }
            // Comes back in place: after a mark the row stays, and after an undo the same row returns.
            scope.launch { swipe.reset() }
        },
    ) { Row { VoicemailFace(message, open, onEvent) } }
}

@OptIn(ExperimentalFoundationApi::class)
@Composable
private fun VoicemailFace(message: VoicemailRow, open: Boolean, onEvent: (InboundEvent) -> Unit) {
    var menu by remember { mutableStateOf(false) }
    val words = LocalWords.current
    val mark = if (message.isNew) Phrase.INBOUND_MARK_SEEN else Phrase.INBOUND_MARK_NEW
    val onMark = { onEvent(InboundEvent.MarkSeen(message.id, seen = message.isNew)) }
    val onDelete = { onEvent(InboundEvent.Delete(message.id)) }
    val focus = LocalFocusManager.current
    val menuKey = LocalMenuKey.current
    val actions = remember(message.id, message.isNew, words, onEvent) {
        listOf(
            CustomAccessibilityAction(words.say(mark)) { onMark().let { true } },
            CustomAccessibilityAction(words.say(Phrase.INBOUND_DELETE)) { onDelete().let { true } },
        )
    }
    val freshness = say(if (message.isNew) Phrase.INBOUND_NEW else Phrase.INBOUND_HEARD)
    val colours = MaterialTheme.colorScheme
    Box(Modifier.background(if (open) colours.secondaryContainer else colours.surface)) {
        Row(
            Modifier.fillMaxWidth()
                .onKeyEvent { event ->
                    val wantsMenu = event.key == menuKey || event.key == Key.F10 && event.isShiftPressed
                    when {
                        event.type != KeyEventType.KeyDown -> false
                        // The keyboard goes on from the next row, not from the beginning of the window.
                        event.key == Key.Delete -> {
                            focus.moveFocus(FocusDirection.Down) || focus.moveFocus(FocusDirection.Up)
                            onDelete().let { true }
                        }
                        wantsMenu -> true.also { menu = true }
                        else -> false
                    }
                }
                .pointerInput(Unit) {
                    awaitPointerEventScope {
                        while (true) {
                            val event = awaitPointerEvent()
                            if (event.type == PointerEventType.Press && event.buttons.isSecondaryPressed) menu = true
                        }
                    }
                }
                .comesBack(message.id)
                .combinedClickable(
                    role = Role.Button,
                    onLongClickLabel = say(Phrase.MORE),
                    onLongClick = { menu = true },
                    onClick = { onEvent(InboundEvent.Open(message.id)) },
                )
                .semantics {
                    stateDescription = freshness
                    selected = open
                    customActions = actions
                }
                .heightIn(min = 76.dp).padding(start = 6.dp, end = 16.dp, top = 12.dp, bottom = 12.dp),
        ) { VoicemailWords(message) }
        if (menu) {
            VoicemailMenu(say(mark), message.isNew, onMark, onDelete) { menu = false }
        }
    }
}

@Composable
private fun RowScope.VoicemailWords(message: VoicemailRow) {
    val colours = MaterialTheme.colorScheme
    val words = LocalWords.current
    val time = remember(message.receivedAt, words) { words.moments.short(words, message.receivedAt) }
    val bold = if (message.isNew) FontWeight.Bold else FontWeight.Normal
    Box(Modifier.width(18.dp).heightIn(min = 44.dp.withType), contentAlignment = Alignment.Center) {
        if (message.isNew) Box(Modifier.size(9.dp).clip(CircleShape).background(colours.primary))
    }
    Initials(message.who)
    Spacer(Modifier.width(14.dp))
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
        val large = largeType
        Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.Top) {
            Text(
                message.who.ifEmpty { say(Phrase.INBOUND_WITHHELD) },
                Modifier.weight(1f).padding(end = 8.dp),
                style = MaterialTheme.typography.titleMedium.nameOrNumber(message.who),
                fontWeight = bold,
            )
            if (!large) TimeWords(time, message.isNew)
        }
        if (large) TimeWords(time, message.isNew)
        Facts(message)
        val preview = message.preview
        if (!preview.isNullOrEmpty()) {
            Text(
                preview,
                Modifier.testTag(EXCERPT),
                style = MaterialTheme.typography.bodyMedium.ofItself,
                color = if (message.isNew) colours.onSurface else colours.onSurfaceVariant,
                maxLines = 2,
                overflow = TextOverflow.Ellipsis,
            )
        }
    }
}

@Composable
private fun TimeWords(time: String, new: Boolean) {
    val colours = MaterialTheme.colorScheme
    Text(
        time,
        Modifier.padding(top = 2.dp),
        style = MaterialTheme.typography.bodySmall,
        fontWeight = if (new) FontWeight.Bold else null,
        color = if (new) colours.primary else colours.onSurfaceVariant,
    )
}

/** From inside or outside, from where, and how long: one text, because a row is drawn while the list flies by. */
@Composable
private fun Facts(message: VoicemailRow) {
    val words = LocalWords.current
    val quiet = MaterialTheme.colorScheme.onSurfaceVariant
    val (seen, spoken) = remember(message, words) { factsOf(message, words) }
    Row(verticalAlignment = Alignment.CenterVertically, horizontalArrangement = Arrangement.spacedBy(5.dp)) {
        Pictogram(if (message.isInternal) Pictograms.Office else Pictograms.Phone, size = 15.dp, tint = quiet)
        Fact(seen, Modifier.weight(1f, fill = false).saysInstead(spoken))
        if (message.pending) Pictogram(Pictograms.Syncing, size = 15.dp, tint = quiet)
    }
}

/** For eyes, and for ears. */
private fun factsOf(message: VoicemailRow, words: Words): Pair<String, String> {
    val origin = words.say(if (message.isInternal) Phrase.INBOUND_INTERNAL else Phrase.INBOUND_EXTERNAL)
    val from = message.number?.let { "$origin $it" } ?: origin
    val forwarded = if (message.isForward) words.say(Phrase.INBOUND_FORWARDED) else null
    val pending = if (message.pending) words.say(Phrase.INBOUND_PENDING) else null
    val seen = listOfNotNull(from, message.durationMs?.let { words.moments.duration(it) }, forwarded)
    val spoken = listOfNotNull(from, message.durationMs?.let { words.moments.spoken(words, it) }, forwarded, pending)
    return seen.joinToString(" · ") to spoken.joinToString(", ")
}

@Composable
internal fun Fact(text: String, modifier: Modifier = Modifier) = Text(
    text, modifier, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant,
)

/** What letting go will do, while the row is being pulled aside. */
@Composable
private fun UnderSwipe(swipe: SwipeToDismissBoxState, isNew: Boolean) {
    val direction = swipe.dismissDirection
    if (direction == SwipeToDismissBoxValue.Settled) return
    val deletes = direction == SwipeToDismissBoxValue.EndToStart
    val tone = LocalPalette.current.status.run { if (deletes) failed else on }
    val icon = when {
        deletes -> Pictograms.Delete
        isNew -> Pictograms.Check
        else -> Pictograms.Envelope
    }
    val text = when {
        deletes -> Phrase.INBOUND_DELETE
        isNew -> Phrase.INBOUND_MARK_SEEN
        else -> Phrase.INBOUND_MARK_NEW
    }
    Row(
        Modifier.fillMaxSize().background(tone.container).padding(horizontal = 24.dp),
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(10.dp, if (deletes) Alignment.End else Alignment.Start),
    ) {
        Pictogram(icon, tint = tone.onContainer)
        Text(say(text), style = MaterialTheme.typography.labelLarge, color = tone.onContainer)
    }
}

@Composable
private fun VoicemailMenu(mark: String, isNew: Boolean, onMark: () -> Unit, onDelete: () -> Unit, onClose: () -> Unit) {
    DropdownMenu(expanded = true, onDismissRequest = onClose, shape = MaterialTheme.shapes.medium) {
        MenuLine(mark, if (isNew) Pictograms.Check else Pictograms.Envelope) { onClose().also { onMark() } }
        MenuLine(say(Phrase.INBOUND_DELETE), Pictograms.Delete) { onClose().also { onDelete() } }
    }
}

@Composable
private fun MenuLine(text: String, icon: ImageVector, onClick: () -> Unit) =
    DropdownMenuItem({ Text(text) }, onClick, leadingIcon = { Pictogram(icon, size = 20.dp) })

/** Marks a text that shows only the beginning of something, so that the test of cut texts knows. */
internal const val EXCERPT = "excerpt"
