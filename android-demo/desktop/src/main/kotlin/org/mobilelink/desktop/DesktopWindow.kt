package org.mobilelink.desktop

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.InternalComposeUiApi
import androidx.compose.ui.LocalSystemTheme
import androidx.compose.ui.SystemTheme
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.WindowPlacement
import androidx.compose.ui.window.application
import java.awt.Dimension
import java.util.Locale
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.jetbrains.skia.Image
import org.mobilelink.app.App
import org.mobilelink.screens.MobileLinkScreens
import org.mobilelink.screens.Phrase
import org.mobilelink.screens.Platform
import org.mobilelink.screens.ResourceWords

/** The window, from its first frame until it is closed. */
class DesktopWindow(private val line: CommandLine) {
    /** Returns when the window is closed. [beside] is composed in the window too: for those who measure it. */
    fun showUntilClosed(beside: @Composable (App) -> Unit = {}) {
        BareLookAndFeel.chooseAtStart()
        val memory = WindowMemory(line.data.resolve("window.properties"))
        val player = playerFor(line)
        application(exitProcessOnExit = false) {
            val app = remember { appFor(line, player) }
            val words = remember { ResourceWords(spokenHere()) }
            val state = remember { memory.recall() }
            val asked = remember { state.size }
            var given by remember { mutableStateOf(asked) }
            val atTheEnd = rememberCoroutineScope()
            val quit: () -> Unit = {
                memory.keep(state, WindowMemory.unframed(asked, given, state.size))
                atTheEnd.launch {
                    app.end().join()
                    player.close()
                    exitApplication()
                }
            }
            val shortcuts = remember { Shortcuts(app, quit) }
            Window(
                onCloseRequest = quit,
                state = state,
                title = words.say(Phrase.APP_NAME),
                icon = Mark,
                onKeyEvent = shortcuts::onKey,
            ) {
                LaunchedEffect(window) {
                    delay(FRAMED_MS)
                    if (state.placement == WindowPlacement.Floating) given = state.size
                }
                LaunchedEffect(window) {
                    window.minimumSize = WindowMemory.LEAST.run { Dimension(width.value.toInt(), height.value.toInt()) }
                }
                WithSystemAppearance {
                    MobileLinkScreens(app, words, platform = platform)
                }
                beside(app)
            }
        }
    }
}

/** By then the window manager has put its frame around the window. */
private const val FRAMED_MS = 1_000L

/** German, or English: days and texts are in one language. */
private fun spokenHere(): Locale = Locale.getDefault().takeIf { it.language in setOf("de", "en") } ?: Locale.UK

private val platform = Platform(
    picture = { bytes ->
        try {
            Image.makeFromEncoded(bytes).toComposeImageBitmap()
        } catch (_: IllegalArgumentException) {
            null
        }
    },
    menuKey = Key(java.awt.event.KeyEvent.VK_CONTEXT_MENU),
)

/** Lets the theme know what Compose cannot find out on Linux. */
@OptIn(InternalComposeUiApi::class)
@Composable
private fun WithSystemAppearance(content: @Composable () -> Unit) {
    var dark by remember { mutableStateOf<Boolean?>(null) }
    LaunchedEffect(Unit) { dark = withContext(Dispatchers.IO) { SystemAppearance.isDarkOnLinux() } }
    val theme = when (dark) {
        true -> SystemTheme.Dark
        false -> SystemTheme.Light
        null -> LocalSystemTheme.current
    }
    CompositionLocalProvider(LocalSystemTheme provides theme, content = content)
}
