package org.mobilelink.android

import android.graphics.BitmapFactory
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.remember
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.platform.LocalContext
import org.mobilelink.screens.MobileLinkScreens
import org.mobilelink.screens.Platform

/** The one window; what it shows outlives it. */
class MainActivity : ComponentActivity() {
    private val platform = Platform(
        picture = { bytes -> BitmapFactory.decodeByteArray(bytes, 0, bytes.size)?.asImageBitmap() },
        back = { enabled, onBack -> BackHandler(enabled, onBack) },
    )

    override fun onCreate(savedInstanceState: Bundle?) {
        enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        val app = (application as MobileLinkApplication).app
        setContent {
            val context = LocalContext.current
            val words = remember(context, LocalConfiguration.current) { AndroidWords(context) }
            MobileLinkScreens(app, words, platform = platform)
        }
    }
}
