package org.mobilelink.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.runtime.withFrameNanos
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.focus.onFocusChanged

/** Where the keyboard was on a screen, so that whoever comes back goes on from there (WCAG 2.4.3). */
@Stable
internal class LastFocus(var row: String? = null) {
    var wanted by mutableStateOf(row)
        private set

    fun comeBack() {
        wanted = row
    }

    /** The keyboard is somewhere by now, on the row or not. */
    fun arrived() {
        wanted = null
    }

    companion object {
        val Saver = Saver<LastFocus, String>({ it.row }, ::LastFocus)
    }
}

private val LocalLastFocus = staticCompositionLocalOf<LastFocus?> { null }

/** Keeps it for the [content], beside how far that was scrolled. [alone] is false while something opened from it is shown. */
@Composable
internal fun WithLastFocus(alone: Boolean = true, content: @Composable () -> Unit) {
    val last = rememberSaveable(saver = LastFocus.Saver) { LastFocus() }
    LaunchedEffect(alone) {
        if (!alone) return@LaunchedEffect
        last.comeBack()
        repeat(FRAMES_TO_COME_BACK) { withFrameNanos {} }
        // The row is gone; when it is there again, whoever is elsewhere by then stays there.
        last.arrived()
    }
    CompositionLocalProvider(LocalLastFocus provides last, content = content)
}

/** For what can be opened: [row] is its name on its screen. A finger moves no focus, and so none comes back to it. */
@Composable
internal fun Modifier.comesBack(row: String): Modifier {
    val last = LocalLastFocus.current ?: return this
    val focus = remember { FocusRequester() }
    if (last.wanted == row) {
        LaunchedEffect(focus) {
            // In the frame that a button comes with, its focus is taken away again.
            withFrameNanos {}
            focus.requestFocus()
            last.arrived()
        }
    }
    return focusRequester(focus).onFocusChanged {
        if (it.isFocused) {
            last.row = row
            last.arrived()
        }
    }
}

/** One to see what is wanted, one to compose the row, one to take the focus; and as many for a list that is late. */
private const val FRAMES_TO_COME_BACK = 6
