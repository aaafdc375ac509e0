package org.mobilelink.desktop

import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.WindowPlacement
import androidx.compose.ui.window.WindowPosition
import androidx.compose.ui.window.WindowState
import java.io.File
import java.io.IOException
import java.util.Properties

/** Remembers size and place of the window from one start to the next. */
class WindowMemory(private val file: File) {
    /** As it was left; a first window is as large as a phone that is held comfortably. */
    fun recall(): WindowState {
        val kept = Properties()
        try {
            file.inputStream().use(kept::load)
        } catch (_: IOException) {
            return WindowState(size = FIRST)
        } catch (_: IllegalArgumentException) {
            return WindowState(size = FIRST)
        }
        fun number(name: String) = kept.getProperty(name)?.toFloatOrNull()?.takeIf { it.isFinite() }
        val size = DpSize(
            (number("width") ?: FIRST.width.value).coerceIn(LEAST.width.value, 8_000f).dp,
            (number("height") ?: FIRST.height.value).coerceIn(LEAST.height.value, 8_000f).dp,
        )
        val (x, y) = number("x") to number("y")
        return WindowState(
            placement = if (kept.getProperty("maximized") == "true") WindowPlacement.Maximized else WindowPlacement.Floating,
            position = if (x == null || y == null) WindowPosition.PlatformDefault else WindowPosition(x.dp, y.dp),
            size = size,
        )
    }

    /** What cannot be written is forgotten: it is only a window. */
    fun keep(state: WindowState) {
        val kept = Properties()
        kept.setProperty("maximized", (state.placement == WindowPlacement.Maximized).toString())
        kept.setProperty("width", state.size.width.value.toString())
        kept.setProperty("height", state.size.height.value.toString())
        (state.position as? WindowPosition.Absolute)?.let {
            kept.setProperty("x", it.x.value.toString())
            kept.setProperty("y", it.y.value.toString())
        }
        try {
            file.absoluteFile.parentFile.mkdirs()
            file.outputStream().use { kept.store(it, null) }
        } catch (_: IOException) {
            return
        }
    }

    companion object {
        val LEAST = DpSize(360.dp, 480.dp)
        private val FIRST = DpSize(440.dp, 800.dp)
    }
}
