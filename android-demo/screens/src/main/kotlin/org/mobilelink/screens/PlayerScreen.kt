package org.mobilelink.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.DropdownMenu
import androidx.compose.material3.DropdownMenuItem
import androidx.compose.material3.FilledIconButton
import androidx.compose.material3.FilterChip
import androidx.compose.material3.FilterChipDefaults
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LocalTextStyle
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.dp
import org.mobilelink.app.PlayerEvent
import org.mobilelink.app.PlayerState
import org.mobilelink.app.Track
import org.mobilelink.wire.PartKind

/** Hears one message: words above, the tape and its controls at the thumb (ML-42, ML-43). */
@Composable
fun PlayerScreen(state: PlayerState, onEvent: (PlayerEvent) -> Unit, modifier: Modifier = Modifier) {
    BoxWithConstraints(modifier.fillMaxSize()) {
        // With large type or a low window only the play button stays in place; all else scrolls.
        val narrow = largeType || maxHeight < LOW
        Column {
            val scroll = rememberScrollState()
            Column(
                Modifier.weight(1f).verticalScroll(scroll).readable()
                    .padding(horizontal = 20.dp).padding(top = 12.dp, bottom = if (narrow) 28.dp else 16.dp),
                horizontalAlignment = Alignment.CenterHorizontally,
            ) {
                Sender(state, narrow)
                if (narrow) Tape(state, onEvent)
                val text = state.text
                if (!text.isNullOrEmpty()) Writing(text)
                if (narrow) Deeds(state, onEvent)
            }
            if (!narrow) Column(Modifier.readable().padding(horizontal = 20.dp)) { Tape(state, onEvent) }
            // Shows that what is cut here goes on beneath.
            if (narrow && scroll.canScrollForward) HorizontalDivider()
            Column(Modifier.readable().padding(horizontal = 12.dp).padding(top = 4.dp, bottom = 12.dp)) {
                Controls(state, onEvent)
                if (!narrow) Deeds(state, onEvent)
            }
        }
    }
}

/** Space plays and pauses, arrows jump, Delete deletes. True when the key meant something. */
internal fun playerKey(event: KeyEvent, onEvent: (PlayerEvent) -> Unit): Boolean {
    if (event.type != KeyEventType.KeyDown) return false
    val wish = when (event.key) {
        Key.Spacebar, Key.MediaPlayPause -> PlayerEvent.PlayPause
        Key.DirectionLeft -> PlayerEvent.Back10
        Key.DirectionRight -> PlayerEvent.Forward10
        Key.Delete -> PlayerEvent.Delete
        else -> return false
    }
    onEvent(wish)
    return true
}

@Composable
private fun ColumnScope.Sender(state: PlayerState, narrow: Boolean) {
    val words = LocalWords.current
    val quiet = MaterialTheme.colorScheme.onSurfaceVariant
    Initials(state.who, Modifier.padding(bottom = 12.dp), size = if (narrow) 44.dp else 76.dp)
    Text(
        state.who.ifEmpty { say(Phrase.INBOUND_WITHHELD) },
        Modifier.semantics { heading() },
        style = MaterialTheme.typography.headlineSmall.run { if (state.who.any(Char::isLetter)) this else leftToRight },
        textAlign = TextAlign.Center,
    )
    val origin = say(if (state.isInternal) Phrase.INBOUND_INTERNAL else Phrase.INBOUND_EXTERNAL)
    val at = state.receivedAt
    val time = remember(at, words) { at?.let { words.moments.full(words, it) } }
    val facts = listOfNotNull(state.number?.let { "$origin $it" } ?: origin, time)
    Text(
        facts.joinToString(if (largeType) "\n" else " · "),
        Modifier.padding(top = 4.dp),
        style = MaterialTheme.typography.bodyMedium,
        color = quiet,
        textAlign = TextAlign.Center,
    )
}

@Composable
private fun Writing(text: String) = Panel(Modifier.padding(top = 20.dp)) {
    Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Text(
            say(Phrase.PLAYER_TEXT),
            Modifier.semantics { heading() },
            style = MaterialTheme.typography.labelMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        Text(text, style = MaterialTheme.typography.bodyLarge.ofItself)
    }
}

/** Which part, how far, how fast. */
@Composable
private fun Tape(state: PlayerState, onEvent: (PlayerEvent) -> Unit) {
    val track = state.tracks.getOrNull(state.track)
    Column(Modifier.fillMaxWidth().padding(top = 8.dp)) {
        val problem = state.problem
        when {
            problem != null -> Notice(
                Pictograms.Failed,
                LocalWords.current.sayProblem(problem),
                LocalPalette.current.status.failed,
                Modifier.semantics { liveRegion = LiveRegionMode.Polite },
            ) {
                TextButton({ onEvent(PlayerEvent.Retry) }, Modifier.heightIn(min = 48.dp)) {
                    Text(say(Phrase.TRY_AGAIN), color = LocalPalette.current.status.failed.onContainer)
                }
            }
            state.loading -> Text(
                say(Phrase.PLAYER_LOADING),
                Modifier.fillMaxWidth().padding(vertical = 36.dp).semantics { liveRegion = LiveRegionMode.Polite },
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                textAlign = TextAlign.Center,
            )
            track != null -> {
                if (state.tracks.size > 1) Tracks(state, onEvent)
                LeftToRight {
                    Waveform(track.peaks, state.positionMs, track.durationMs, { onEvent(PlayerEvent.Seek(it)) })
                    Times(state.positionMs, track.durationMs)
                }
            }
        }
    }
}

/** Tapes and their buttons are never mirrored. */
@Composable
private fun LeftToRight(content: @Composable () -> Unit) =
    CompositionLocalProvider(LocalLayoutDirection provides LayoutDirection.Ltr, content = content)

/** Said by the slider already. */
@Composable
private fun Times(positionMs: Long, durationMs: Long) {
    val moments = LocalWords.current.moments
    Row(
        Modifier.fillMaxWidth().padding(top = 2.dp).clearAndSetSemantics {},
        horizontalArrangement = Arrangement.SpaceBetween,
    ) {
        Fact(moments.duration(positionMs))
        Fact("−" + moments.duration(durationMs - positionMs))
    }
}

@Composable
private fun Tracks(state: PlayerState, onEvent: (PlayerEvent) -> Unit) {
    val moments = LocalWords.current.moments
    FlowRow(Modifier.padding(bottom = 4.dp), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        state.tracks.forEachIndexed { index, track ->
            val chosen = index == state.track
            FilterChip(
                chosen,
                { onEvent(PlayerEvent.ChooseTrack(index)) },
                { Text(say(track.phrase) + "  " + moments.duration(track.durationMs)) },
                Modifier.heightIn(min = 48.dp),
                shape = MaterialTheme.shapes.small,
                colors = FilterChipDefaults.filterChipColors(
                    selectedContainerColor = MaterialTheme.colorScheme.primaryContainer,
                    selectedLabelColor = MaterialTheme.colorScheme.onPrimaryContainer,
                ),
            )
        }
    }
}

private val Track.phrase: Phrase
    get() = when (part) {
        PartKind.INTRODUCTION -> Phrase.PLAYER_INTRODUCTION
        PartKind.RECORDING -> Phrase.PLAYER_RECORDING
    }

@Composable
private fun Controls(state: PlayerState, onEvent: (PlayerEvent) -> Unit) {
    val ready = state.problem == null && !state.loading && state.tracks.isNotEmpty()
    LeftToRight {
        Row(
            Modifier.fillMaxWidth(),
            horizontalArrangement = Arrangement.spacedBy(20.dp, Alignment.CenterHorizontally),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Jump(Pictograms.Back10, say(Phrase.PLAYER_BACK_10), ready) { onEvent(PlayerEvent.Back10) }
            FilledIconButton({ onEvent(PlayerEvent.PlayPause) }, Modifier.size(76.dp), enabled = ready) {
                val spoken = say(if (state.playing) Phrase.PLAYER_PAUSE else Phrase.PLAYER_PLAY)
                PlainPictogram(if (state.playing) Pictograms.Pause else Pictograms.Play, spoken, 38)
            }
            Jump(Pictograms.Forward10, say(Phrase.PLAYER_FORWARD_10), ready) { onEvent(PlayerEvent.Forward10) }
        }
    }
}

/** What can be done with the message beside hearing it (ML-43). */
@Composable
private fun Deeds(state: PlayerState, onEvent: (PlayerEvent) -> Unit) = FlowRow(
    Modifier.fillMaxWidth().padding(top = 8.dp),
    horizontalArrangement = Arrangement.SpaceEvenly,
) {
    SpeedChoice(state.speed) { onEvent(PlayerEvent.Speed(it)) }
    if (state.canReply) Deed(Pictograms.Reply, say(Phrase.PLAYER_REPLY)) { onEvent(PlayerEvent.Reply) }
    Deed(Pictograms.Forward, say(Phrase.PLAYER_FORWARD)) { onEvent(PlayerEvent.Forward) }
    Deed(Pictograms.Envelope, say(Phrase.PLAYER_MARK_NEW)) { onEvent(PlayerEvent.MarkNew) }
    Deed(Pictograms.Delete, say(Phrase.PLAYER_DELETE)) { onEvent(PlayerEvent.Delete) }
}

/** In a button of fixed size the icon does not grow: it is large already. */
@Composable
private fun PlainPictogram(icon: ImageVector, spoken: String, dp: Int) =
    Icon(icon, spoken, Modifier.size(dp.dp))

@Composable
private fun Jump(icon: ImageVector, spoken: String, enabled: Boolean, onClick: () -> Unit) =
    IconButton(onClick, Modifier.size(60.dp), enabled = enabled) { PlainPictogram(icon, spoken, 36) }

/** Icon over word, as wide as its word. */
@Composable
private fun Deed(icon: ImageVector, text: String, onClick: () -> Unit) = TextButton(
    onClick,
    Modifier.heightIn(min = 60.dp),
    shape = MaterialTheme.shapes.medium,
    contentPadding = PaddingValues(horizontal = 6.dp, vertical = 6.dp),
) { IconOverWord(text) { Pictogram(icon, size = 22.dp) } }

@Composable
private fun IconOverWord(text: String, icon: @Composable () -> Unit) = Column(
    Modifier.widthIn(min = 48.dp),
    horizontalAlignment = Alignment.CenterHorizontally,
    verticalArrangement = Arrangement.spacedBy(4.dp),
) {
    icon()
    Text(text, style = MaterialTheme.typography.labelMedium, textAlign = TextAlign.Center)
}

@Composable
private fun SpeedChoice(speed: Float, onSpeed: (Float) -> Unit) {
    var open by remember { mutableStateOf(false) }
    val words = LocalWords.current
    val title = say(Phrase.PLAYER_SPEED)
    val now = say(Phrase.PLAYER_SPEED_VALUE, words.moments.number(speed))
    Box {
        TextButton(
            { open = true },
            Modifier.heightIn(min = 60.dp).semantics { contentDescription = "$title $now" },
            shape = MaterialTheme.shapes.medium,
            contentPadding = PaddingValues(horizontal = 6.dp, vertical = 6.dp),
        ) {
            IconOverWord(title) {
                Box(Modifier.heightIn(min = 22.dp), contentAlignment = Alignment.Center) {
                    Text(now, style = MaterialTheme.typography.titleMedium.leftToRight)
                }
            }
        }
        DropdownMenu(open, { open = false }, shape = MaterialTheme.shapes.medium) {
            SPEEDS.forEach { choice ->
                DropdownMenuItem(
                    {
                        Text(
                            say(Phrase.PLAYER_SPEED_VALUE, words.moments.number(choice)),
                            style = LocalTextStyle.current.leftToRight,
                        )
                    },
                    {
                        open = false
                        onSpeed(choice)
                    },
                    leadingIcon = { if (choice == speed) Pictogram(Pictograms.Check, size = 20.dp) },
                )
            }
        }
    }
}

private val LOW = 540.dp
private val SPEEDS = listOf(0.8f, 1f, 1.25f, 1.5f, 2f, 2.5f)
