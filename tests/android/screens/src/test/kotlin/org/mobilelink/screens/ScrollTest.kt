package org.mobilelink.screens

import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.input.pointer.PointerEventType
import androidx.compose.ui.unit.Density
import androidx.compose.ui.use
import java.lang.management.ManagementFactory
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.Content
import org.mobilelink.app.InboundState
import org.mobilelink.app.Screen
import org.mobilelink.app.VoicemailRow
import org.mobilelink.app.fixtures.Samples

@OptIn(ExperimentalComposeUiApi::class)
class ScrollTest {
    @Test
    fun `a list of 5000 messages scrolls within the time of a frame`() {
        val few = (Samples.inboundReady.content as Content.Ready<VoicemailRow>).items
        val many = List(5_000) { few[it % few.size].copy(id = "m$it") }
        val app = FixedApp(
            Screen.Home,
            Screen.Inbound,
            settings = Style.Light.settings,
            inbound = InboundState(Content.Ready(many), undo = null),
        )
        val times = ImageComposeScene(360, 740, Density(1f)) { Show(app, Style.Light) }.use { scene ->
            scene.render(0)
            (1..FRAMES).map { frame ->
                val began = clock.currentThreadCpuTime
                scene.sendPointerEvent(PointerEventType.Scroll, Offset(180f, 400f), scrollDelta = Offset(0f, 1.5f))
                scene.render(frame * 16_666_667L)
                clock.currentThreadCpuTime - began
            }
        }
        val settled = times.drop(WARM_UP).map { it / 1e6 }.sorted()
        val (median, slow) = settled[settled.size / 2] to settled[settled.size * 99 / 100]
        println("5000 messages: a frame takes %.1f ms, 99 of 100 at most %.1f ms".format(median, slow))
        assertTrue("$median ms", median < FRAME_MS)
    }

    /** Of this thread alone: what others do on the machine is not the list's fault. */
    private val clock = ManagementFactory.getThreadMXBean()

    private companion object {
        const val FRAMES = 400
        const val WARM_UP = 150

        /** At 60 a second. */
        const val FRAME_MS = 16.6
    }
}
