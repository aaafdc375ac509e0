package org.mobilelink.desktop

import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isCtrlPressed
import androidx.compose.ui.input.key.isMetaPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import org.mobilelink.app.App
import org.mobilelink.app.FrameEvent
import org.mobilelink.app.InboundEvent
import org.mobilelink.app.Screen

/** Keys of the window; those of screens, such as Esc, the arrows and Delete, belong to the screens. */
internal class Shortcuts(
    private val app: App,
    private val quit: () -> Unit,
    private val onMac: Boolean = System.getProperty("os.name").startsWith("Mac"),
) {
    /** Called with what no control wanted. */
    fun onKey(event: KeyEvent): Boolean {
        if (event.type != KeyEventType.KeyDown) return false
        val command = if (onMac) event.isMetaPressed else event.isCtrlPressed
        when {
            event.key == Key.F5 -> ask(FrameEvent.RetryNow)
            !command -> return false
            event.key == Key.R -> ask(FrameEvent.RetryNow)
            event.key == Key.Comma -> ask(FrameEvent.OpenSettings)
            event.key == Key.L -> ask(FrameEvent.OpenStatus)
            event.key == Key.Z && Screen.Inbound in app.screens.value -> app.inbound.onEvent(InboundEvent.UndoDelete)
            event.key == Key.Q || event.key == Key.W -> quit()
            else -> return false
        }
        return true
    }

    /** Before somebody signed in there is nothing around the one screen. */
    private fun ask(event: FrameEvent) {
        if (app.screens.value.last() != Screen.SignIn) app.onFrame(event)
    }
}
