package org.mobilelink.desktop

import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.WindowPlacement
import androidx.compose.ui.window.WindowPosition
import androidx.compose.ui.window.WindowState
import java.awt.GraphicsEnvironment
import java.awt.Rectangle
import java.io.File
import java.io.IOException
import java.util.Properties

/** Remembers size and place of the window from one start to the next. */
class WindowMemory(
    private val file: File,
    private val screens: () -> List<Rectangle> = ::screensHere,
    private val largest: () -> DpSize = ::largestHere,
) {
    /**
     * As it was left, on a screen that is still there; a first window is as large as a phone that is held comfortably.
     */
    fun recall(): WindowState {
        val kept = Properties()
        try {
            file.inputStream().use(kept::load)
        } catch (_: IOException) {
            return WindowState(size = FIRST.within(largest()))
        } catch (_: IllegalArgumentException) {
            return WindowState(size = FIRST.within(largest()))
        }
        fun number(name: String) = kept.getProperty(name)?.toFloatOrNull()?.takeIf { it.isFinite() }
        val size = DpSize(
            (number("width") ?: FIRST.width.value).coerceIn(LEAST.width.value, 8_000f).dp,
            (number("height") ?: FIRST.height.value).coerceIn(LEAST.height.value, 8_000f).dp,
        )
        val fitting = size.within(largest())
        val place = number("x")?.let { x -> number("y")?.let { y -> WindowPosition.Absolute(x.dp, y.dp) } }
        return WindowState(
            placement = if (kept.getProperty("maximized") == "true") WindowPlacement.Maximized else WindowPlacement.Floating,
            position = place?.takeIf { canBeMoved(it, fitting) } ?: WindowPosition.PlatformDefault,
            size = fitting,
        )
    }

    /** All of it can be seen: what lies below the edge of the screen cannot be reached. */
    private fun DpSize.within(largest: DpSize) = DpSize(
        width.coerceAtMost(largest.width.coerceAtLeast(LEAST.width)),
        height.coerceAtMost(largest.height.coerceAtLeast(LEAST.height)),
    )

    /** Enough of its title is on a screen to take it there. */
    private fun canBeMoved(at: WindowPosition.Absolute, size: DpSize): Boolean {
        val title = Rectangle(at.x.value.toInt(), at.y.value.toInt(), size.width.value.toInt(), TITLE)
        return screens().any { it.intersection(title).run { width >= LEAST.width.value / 2 && height >= TITLE / 2 } }
    }

    /** What cannot be written is forgotten: it is only a window. */
    fun keep(state: WindowState, size: DpSize = state.size) {
        val kept = Properties()
        kept.setProperty("maximized", (state.placement == WindowPlacement.Maximized).toString())
        kept.setProperty("width", size.width.value.toString())
        kept.setProperty("height", size.height.value.toString())
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
        private const val TITLE = 32

        /**
         * The size to ask for next time: a window that was [asked] for may be [given] without its frame, and would be
         * smaller by that at each start.
         */
        fun unframed(asked: DpSize, given: DpSize, now: DpSize): DpSize = now + (asked - given)

        private fun largestHere(): DpSize =
            GraphicsEnvironment.getLocalGraphicsEnvironment().maximumWindowBounds.run { DpSize(width.dp, height.dp) }

        private fun screensHere(): List<Rectangle> =
            GraphicsEnvironment.getLocalGraphicsEnvironment().screenDevices.map { it.defaultConfiguration.bounds }
    }
}
