package org.mobilelink.screens

import androidx.compose.animation.core.Animatable
import androidx.compose.animation.core.tween
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.VerticalDivider
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.focus.focusTarget
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.graphicsLayer
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isAltPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.unit.dp
import org.mobilelink.app.App
import org.mobilelink.app.FrameEvent
import org.mobilelink.app.Screen

/** What a platform does in its own way. */
class Platform(
    /** Reads PNG or JPEG; none for what is no picture. */
    val picture: (ByteArray) -> ImageBitmap? = { null },
    /** Calls when the system's back gesture or button is used, as long as it is enabled; desktops have none. */
    val back: @Composable (enabled: Boolean, onBack: () -> Unit) -> Unit = { _, _ -> },
    /** Shows what can be done with a row. */
    val menuKey: Key = Key.Menu,
)

/** The whole app as a picture: theme, frame, and the screen that lies on top, or two side by side from 840 dp on. */
@Composable
fun MobileLinkScreens(app: App, words: Words, modifier: Modifier = Modifier, platform: Platform = Platform()) {
    val settings by app.settings.collectAsState()
    MobileLinkTheme(words, settings.appearance, settings.calmMotion) {
        CompositionLocalProvider(LocalPictures provides platform.picture, LocalMenuKey provides platform.menuKey) {
            Surface(modifier.fillMaxSize().forKeyboards(), color = MaterialTheme.colorScheme.surface) {
                BoxWithConstraints(Modifier.windowInsetsPadding(WindowInsets.safeDrawing).imePadding()) {
                    val wide = maxWidth >= TWO_PANES_FROM
                    val screens by app.screens.collectAsState()
                    Framed(app, screens, wide, platform)
                }
            }
        }
    }
}

@Composable
private fun Framed(app: App, screens: List<Screen>, wide: Boolean, platform: Platform) {
    val panes = panesOf(screens, wide)
    val canGoBack = screens.size > 1
    val onBack = { app.onFrame(FrameEvent.Back) }
    val frame by app.frame.collectAsState()
    platform.back(canGoBack, onBack)
    Frame(
        frame,
        titleOf(app, panes.first()),
        canGoBack,
        app::onFrame,
        Modifier.onKeyEvent { (canGoBack && it.asksBack()).also { back -> if (back) onBack() } },
        hasLink = screens.last() != Screen.SignIn,
        actions = { FrameActions(app, panes) },
    ) {
        if (panes.size == 1) {
            OneScreen(app, screens)
        } else {
            TwoPanes(app, panes)
        }
    }
}

private fun KeyEvent.asksBack(): Boolean = type == KeyEventType.KeyDown &&
    (key == Key.Escape || key == Key.DirectionLeft && isAltPressed)

/** One screen, or a list and what is open of it: none of it yet is null. */
private fun panesOf(screens: List<Screen>, wide: Boolean): List<Screen?> {
    val top = screens.last()
    val below = screens.getOrNull(screens.size - 2)
    return when {
        !wide -> listOf(top)
        top is Screen.Player && below == Screen.Inbound -> listOf(below, top)
        top is Screen.ConferenceDetails && below == Screen.Conferences -> listOf(below, top)
        top == Screen.Inbound || top == Screen.Conferences -> listOf(top, null)
        else -> listOf(top)
    }
}

@Composable
private fun TwoPanes(app: App, panes: List<Screen?>) {
    val list = panes[0]
    val detail = panes[1]
    Row(Modifier.fillMaxSize()) {
        Box(Modifier.width(LIST_WIDTH).fillMaxHeight()) {
            if (list != null) WithLastFocus(alone = detail == null) { ScreenOf(app, list, selected = detail) }
        }
        VerticalDivider(color = MaterialTheme.colorScheme.outlineVariant)
        Box(Modifier.weight(1f).fillMaxHeight()) {
            if (detail == null) {
                val inbound = list == Screen.Inbound
                InTheMiddle {
                    Blank(
                        if (inbound) Pictograms.Voicemail else Pictograms.Conference,
                        say(if (inbound) Phrase.INBOUND_CHOOSE else Phrase.CONFERENCES_CHOOSE),
                    )
                }
            } else {
                key(detail) { ScreenOf(app, detail) }
            }
        }
    }
}

/** Keeps where each screen of the way back was scrolled to, and forgets it when the screen is left. */
@Composable
private fun OneScreen(app: App, screens: List<Screen>) {
    val kept = rememberSaveableStateHolder()
    val left = remember { mutableSetOf<Screen>() }
    val top = screens.last()
    LaunchedEffect(screens) {
        (left - screens.toSet()).forEach { kept.removeState(it.toString()) }
        left.clear()
        left.addAll(screens)
    }
    key(top) {
        kept.SaveableStateProvider(top.toString()) { WithLastFocus { Arriving { ScreenOf(app, top) } } }
    }
}

/** A short rise, when movement is wanted. Only what comes moves: what leaves is gone, and its sound with it. */
@Composable
private fun Arriving(content: @Composable () -> Unit) {
    val calm = LocalCalmMotion.current
    val here = remember { Animatable(if (calm) 1f else 0f) }
    LaunchedEffect(here) { here.animateTo(1f, tween(ARRIVE_MS)) }
    Box(
        Modifier.fillMaxSize().graphicsLayer {
            alpha = here.value
            translationY = (1f - here.value) * 12.dp.toPx()
        },
    ) { content() }
}

/** Lets keys reach the screen before anything in it was touched; [onKey] hears those that nothing inside wanted. */
@Composable
internal fun Focused(onKey: (KeyEvent) -> Boolean = { false }, content: @Composable () -> Unit) {
    val focus = remember { FocusRequester() }
    Box(Modifier.fillMaxSize().onKeyEvent(onKey).focusRequester(focus).focusTarget()) { content() }
    LaunchedEffect(focus) { focus.requestFocus() }
}

private val TWO_PANES_FROM = 840.dp
private val LIST_WIDTH = 400.dp
private const val ARRIVE_MS = 160
