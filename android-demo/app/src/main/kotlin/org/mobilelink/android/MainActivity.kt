package org.mobilelink.android

import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.platform.LocalContext
import org.mobilelink.app.FrameEvent
import org.mobilelink.screens.MobileLinkScreens

/** The one window; what it shows outlives it. */
class MainActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        val app = (application as MobileLinkApplication).app
        setContent {
            val screens by app.screens.collectAsState()
            val context = LocalContext.current
            val words = remember(context, LocalConfiguration.current) { AndroidWords(context) }
            BackHandler(enabled = screens.size > 1) { app.onFrame(FrameEvent.Back) }
            MobileLinkScreens(app, words)
        }
    }
}
