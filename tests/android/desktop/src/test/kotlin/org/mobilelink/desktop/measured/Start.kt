/** How soon the app is there after its process was started, on what is in the cache of `--data`. */
package org.mobilelink.desktop.measured

import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.withFrameNanos
import kotlinx.coroutines.flow.first
import org.mobilelink.app.Content
import org.mobilelink.app.HomeEvent
import org.mobilelink.desktop.CommandLine
import org.mobilelink.desktop.DesktopWindow
import org.mobilelink.desktop.findLibrary
import org.mobilelink.desktop.loadLibrariesMeanwhile
import kotlin.system.exitProcess

/** Says each moment when it comes, on a line of its own, and ends. Whoever started the process has the clock. */
fun main(arguments: Array<String>) {
    println("main")
    findLibrary()
    loadLibrariesMeanwhile()
    DesktopWindow(CommandLine.of(arguments.toList())).showUntilClosed { app ->
        LaunchedEffect(Unit) {
            withFrameNanos { }
            println("window")
            app.home.state.first { it.newMessages != null }
            // The frame that shows it begins after this one.
            repeat(2) { withFrameNanos { } }
            println("home")
            app.home.onEvent(HomeEvent.OpenInbound)
            app.inbound.state.first { it.content is Content.Ready }
            repeat(2) { withFrameNanos { } }
            println("list")
            exitProcess(0)
        }
    }
}
