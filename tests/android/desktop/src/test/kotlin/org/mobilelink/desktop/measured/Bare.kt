/** How soon a window with one word in it is there: what no app can be quicker than, where it is measured. */
package org.mobilelink.desktop.measured

import androidx.compose.foundation.text.BasicText
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.withFrameNanos
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import org.mobilelink.desktop.BareLookAndFeel
import kotlin.system.exitProcess

/** Says what [main] of the app says, as far as there is anything to see. */
fun main() {
    println("main")
    BareLookAndFeel.chooseAtStart()
    application(exitProcessOnExit = false) {
        Window(onCloseRequest = ::exitApplication, title = "Bare") {
            BasicText("Bare")
            LaunchedEffect(Unit) {
                withFrameNanos { }
                println("window")
                repeat(2) { withFrameNanos { } }
                println("home")
                exitProcess(0)
            }
        }
    }
}
