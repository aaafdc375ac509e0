package org.mobilelink.desktop

import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isAltPressed
import androidx.compose.ui.input.key.isCtrlPressed
import androidx.compose.ui.input.key.isMetaPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import org.mobilelink.app.App
import org.mobilelink.app.FrameEvent
import org.mobilelink.app.PlayerEvent
import org.mobilelink.app.Screen

/** Keys that work wherever the focus is; those of lists and fields belong to the screens. */
internal class Shortcuts(
    private val app: App,
    private val quit: () -> Unit,
    private val onMac: Boolean = System.getProperty("os.name").startsWith("Mac"),
) {
    /** Called with what no control wanted. */
    fun onKey(event: KeyEvent): Boolean {
        if (event.type != KeyEventType.KeyDown) return false
        val command = if (onMac) event.isMetaPressed else event.isCtrlPressed
        return when {
            command -> withCommand(event.key)
            event.key == Key.Escape || event.isAltPressed && event.key == Key.DirectionLeft -> frame(FrameEvent.Back)
            event.key == Key.F5 -> frame(FrameEvent.RetryNow)
            else -> inPlayer(event.key)
        }
    }

    private fun withCommand(key: Key): Boolean = when (key) {
        Key.Comma -> frame(FrameEvent.OpenSettings)
        Key.L -> frame(FrameEvent.OpenStatus)
        Key.R -> frame(FrameEvent.RetryNow)
        Key.Q, Key.W -> {
            quit()
            true
        }
        else -> false
    }

    private fun inPlayer(key: Key): Boolean {
        val player = app.screens.value.last() as? Screen.Player ?: return false
        val event = when (key) {
            Key.Spacebar -> PlayerEvent.PlayPause
            Key.DirectionLeft -> PlayerEvent.Back10
            Key.DirectionRight -> PlayerEvent.Forward10
            else -> return false
        }
        app.player(player.id).onEvent(event)
        return true
    }

    private fun frame(event: FrameEvent): Boolean {
        // There is nothing to settle before somebody signed in.
        if (app.screens.value.last() == Screen.SignIn && event == FrameEvent.Back) return false
        app.onFrame(event)
        return true
    }
}
