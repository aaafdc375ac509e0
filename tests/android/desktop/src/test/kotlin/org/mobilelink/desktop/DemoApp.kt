package org.mobilelink.desktop

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.size
import androidx.compose.ui.Modifier
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.printToString
import androidx.compose.ui.test.v2.runComposeUiTest
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import org.mobilelink.app.FileSettingsStore
import org.mobilelink.app.MobileLinkApp
import org.mobilelink.app.link.SdkLinkFactory
import org.mobilelink.desktop.sound.DesktopAudioPlayer
import org.mobilelink.desktop.sound.SilentOutput
import org.mobilelink.screens.MobileLinkScreens
import org.mobilelink.screens.ResourceWords
import org.mobilelink.screens.Words
import org.mobilelink.story.DemoStory
import java.nio.file.Files
import java.util.Locale

/** The whole app as on the desktop, on the real SDK, without a window and without sound. */
@OptIn(ExperimentalTestApi::class)
class DemoApp(val ui: ComposeUiTest, val app: MobileLinkApp, val player: DesktopAudioPlayer, val words: Words) {
    val story = DemoStory(ui, words, ::await)

    /** In real time; what is on screen instead is told. */
    fun await(done: () -> Boolean) = try {
        ui.waitUntil(timeoutMillis = 20_000, condition = done)
    } catch (late: ComposeTimeoutException) {
        throw AssertionError(ui.onAllNodes(isRoot()).printToString(maxDepth = Int.MAX_VALUE), late)
    }
}

@OptIn(ExperimentalTestApi::class)
fun demoApp(locale: Locale = Locale.UK, size: DpSize = PHONE, test: DemoApp.() -> Unit) = runComposeUiTest {
    val folder = Files.createTempDirectory("mobile-link-test").toFile()
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    val player = DesktopAudioPlayer { rate, channels -> SilentOutput(rate, channels) }
    val words = ResourceWords(locale)
    try {
        val app = runOnUiThread {
            MobileLinkApp(
                SdkLinkFactory(folder.resolve("cache"), { "Test" }, "test"),
                FileSettingsStore(folder.resolve("settings.properties")),
                player,
                scope,
                version = "0.1.0",
            )
        }
        setContent { Box(Modifier.size(size)) { MobileLinkScreens(app, words) } }
        DemoApp(this, app, player, words).test()
        runOnUiThread { app.close() }
    } finally {
        player.close()
        scope.cancel()
        folder.deleteRecursively()
    }
}

val PHONE = DpSize(412.dp, 740.dp)
