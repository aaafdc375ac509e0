package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.sizeIn
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilelink.app.FrameEvent
import org.mobilelink.app.FrameState
import org.mobilelink.client.LinkState

/** Title bar, banners and the problem around a screen (ML-20 to ML-23). Where nobody is signed in there is no link to tell of. */
@Composable
fun Frame(
    state: FrameState,
    title: String,
    canGoBack: Boolean,
    onEvent: (FrameEvent) -> Unit,
    modifier: Modifier = Modifier,
    hasLink: Boolean = true,
    actions: @Composable () -> Unit = {},
    content: @Composable () -> Unit,
) {
    Surface(modifier.fillMaxSize(), color = MaterialTheme.colorScheme.surface) {
        Column {
            TitleBar(state, title, canGoBack, onEvent, hasLink, actions)
            if (state.offline) OfflineBanner { onEvent(FrameEvent.RetryNow) }
            Box(Modifier.weight(1f)) {
                content()
                val problem = state.problem
                if (problem != null) {
                    BottomBar(
                        LocalWords.current.sayProblem(problem),
                        say(Phrase.DISMISS),
                        Modifier.align(Alignment.BottomCenter),
                    ) { onEvent(FrameEvent.DismissProblem) }
                }
            }
        }
    }
}

@Composable
private fun TitleBar(
    state: FrameState,
    title: String,
    canGoBack: Boolean,
    onEvent: (FrameEvent) -> Unit,
    hasLink: Boolean,
    actions: @Composable () -> Unit,
) {
    val large = largeType
    Column(Modifier.fillMaxWidth().padding(end = 8.dp, bottom = if (large) 4.dp else 0.dp)) {
        Row(Modifier.heightIn(min = 64.dp), verticalAlignment = Alignment.CenterVertically) {
            if (canGoBack) {
                val back = say(Phrase.BACK)
                IconButton({ onEvent(FrameEvent.Back) }, Modifier.padding(start = 4.dp)) {
                    Pictogram(Pictograms.Back, spoken = back)
                }
            } else {
                Spacer(Modifier.width(20.dp))
            }
            Column(Modifier.weight(1f).padding(end = 4.dp)) {
                val style = MaterialTheme.typography.run { if (large) titleMedium else titleLarge }
                Text(title, Modifier.semantics { heading() }, style = style)
                if (state.demo) DemoLabel()
            }
            actions()
            if (hasLink && !large) LinkChip(state.link) { onEvent(FrameEvent.OpenStatus) }
        }
        if (hasLink && large) LinkChip(state.link, Modifier.align(Alignment.End)) { onEvent(FrameEvent.OpenStatus) }
    }
}

@Composable
private fun DemoLabel() = Row(
    verticalAlignment = Alignment.CenterVertically,
    horizontalArrangement = Arrangement.spacedBy(4.dp),
) {
    val tone = LocalPalette.current.people[1]
    Pictogram(Pictograms.Flask, size = 14.dp, tint = tone.content)
    Text(say(Phrase.DEMO_LABEL), style = MaterialTheme.typography.labelMedium, color = tone.content)
}

/** The state of the link as icon and word; leads to the Connection Status (ML-21, ML-22). */
@Composable
private fun LinkChip(link: LinkState, modifier: Modifier = Modifier, onClick: () -> Unit) {
    val word = say(link.phrase)
    val spoken = say(Phrase.OPEN_STATUS, word)
    Box(
        modifier.clip(CircleShape).clickable(role = Role.Button, onClick = onClick)
            .semantics { contentDescription = spoken }
            .sizeIn(minWidth = 48.dp, minHeight = 48.dp).padding(horizontal = 4.dp),
        contentAlignment = Alignment.Center,
    ) {
        Pill(word, link.tone, Modifier.clearAndSetSemantics {}, icon = link.pictogram)
    }
}

internal val LinkState.tone: Tone
    @Composable get() = LocalPalette.current.status.run {
        when (this@tone) {
            LinkState.CONNECTED -> on
            LinkState.SYNCING, LinkState.EVALUATION -> trying
            LinkState.DISCONNECTED -> failed
        }
    }

internal val LinkState.pictogram: ImageVector
    get() = when (this) {
        LinkState.CONNECTED -> Pictograms.Connected
        LinkState.SYNCING -> Pictograms.Syncing
        LinkState.EVALUATION -> Pictograms.Evaluation
        LinkState.DISCONNECTED -> Pictograms.Disconnected
    }

@Composable
private fun OfflineBanner(onRetry: () -> Unit) {
    val tone = LocalPalette.current.status.trying
    WordAndDeed(
        say(Phrase.OFFLINE_BANNER),
        say(Phrase.TRY_AGAIN),
        tone.onContainer,
        Modifier.fillMaxWidth().background(tone.container).semantics { liveRegion = LiveRegionMode.Polite },
        tone.onContainer,
        onRetry,
    )
}

/** A word at the lower edge, with one thing to do about it. */
@Composable
internal fun BottomBar(text: String, action: String, modifier: Modifier = Modifier, onAction: () -> Unit) = Surface(
    modifier.readable().padding(12.dp).semantics { liveRegion = LiveRegionMode.Polite },
    shape = MaterialTheme.shapes.medium,
    color = MaterialTheme.colorScheme.inverseSurface,
    contentColor = MaterialTheme.colorScheme.inverseOnSurface,
    shadowElevation = 3.dp,
) {
    val colours = MaterialTheme.colorScheme
    val place = Modifier.padding(vertical = 4.dp)
    WordAndDeed(text, action, colours.inverseOnSurface, place, colours.inversePrimary, onAction)
}

/** A sentence with a button at its end; below it in large type. */
@Composable
private fun WordAndDeed(
    text: String,
    action: String,
    ink: Color,
    modifier: Modifier,
    actionInk: Color,
    onAction: () -> Unit,
) {
    val words: @Composable (Modifier) -> Unit = { place ->
        Text(text, place.padding(vertical = 8.dp), style = MaterialTheme.typography.bodyMedium, color = ink)
    }
    val deed: @Composable (Modifier) -> Unit = { place ->
        TextButton(onAction, place.heightIn(min = 48.dp)) { Text(action, color = actionInk) }
    }
    if (largeType) {
        Column(modifier.padding(start = 16.dp, end = 4.dp)) {
            words(Modifier)
            deed(Modifier.align(Alignment.End))
        }
    } else {
        Row(modifier.padding(start = 16.dp, end = 4.dp), verticalAlignment = Alignment.CenterVertically) {
            words(Modifier.weight(1f))
            deed(Modifier)
        }
    }
}
