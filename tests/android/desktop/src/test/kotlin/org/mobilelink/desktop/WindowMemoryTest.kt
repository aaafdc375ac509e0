package org.mobilelink.desktop

import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.WindowPosition
import androidx.compose.ui.window.WindowState
import java.awt.Rectangle
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

class WindowMemoryTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val left = Rectangle(0, 0, 1920, 1080)
    private val right = Rectangle(1920, 0, 1920, 1080)

    @Test
    fun `a window comes back where it was left`() {
        assertEquals(WindowPosition(2_000.dp, 100.dp), recalled(WindowPosition(2_000.dp, 100.dp), left, right))
        assertEquals("half beside the screen", WindowPosition((-200).dp, 5.dp), recalled(WindowPosition((-200).dp, 5.dp), left))
    }

    @Test
    fun `a window that was left on a screen that is gone comes back where it can be seen`() {
        assertEquals(WindowPosition.PlatformDefault, recalled(WindowPosition(2_000.dp, 100.dp), left))
        assertEquals("its title above the screen", WindowPosition.PlatformDefault, recalled(WindowPosition(10.dp, (-60).dp), left))
    }

    @Test
    fun `a window that nobody has drawn larger or smaller is as large at each start`() {
        val (asked, framed) = DpSize(440.dp, 800.dp) to DpSize(432.dp, 795.dp)
        assertEquals(asked, WindowMemory.unframed(asked, given = framed, now = framed))
        assertEquals(DpSize(608.dp, 805.dp), WindowMemory.unframed(asked, given = framed, now = DpSize(600.dp, 800.dp)))
    }

    @Test
    fun `a window is no larger than the screen, at its first start and later`() {
        val file = folder.root.resolve("window.properties")
        val laptop = DpSize(1366.dp, 720.dp)
        fun recalled() = WindowMemory(file, { listOf(left) }, { laptop }).recall().size
        assertEquals(DpSize(440.dp, 720.dp), recalled())
        WindowMemory(file).keep(WindowState(size = DpSize(2_000.dp, 1_400.dp)))
        assertEquals(laptop, recalled())
    }

    private fun recalled(at: WindowPosition, vararg screens: Rectangle): WindowPosition {
        val file = folder.root.resolve("window.properties")
        WindowMemory(file).keep(WindowState(position = at, size = DpSize(440.dp, 800.dp)))
        return WindowMemory(file, { screens.toList() }, { DpSize(4_000.dp, 2_000.dp) }).recall().position
    }
}
