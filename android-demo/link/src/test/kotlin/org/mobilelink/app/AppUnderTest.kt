package org.mobilelink.app

import java.io.File
import java.time.Duration
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.mobilelink.app.fixtures.FakeAudioPlayer
import org.mobilelink.app.link.SdkLinkFactory

/** The app on the real SDK, with what it keeps in [folder]: nothing is a fake but the loudspeaker. */
internal class AppUnderTest(private val folder: File) : AutoCloseable {
    private val thread = Executors.newSingleThreadExecutor { Thread(it, "main of the test") }
    private val main = thread.asCoroutineDispatcher()
    private val scope = CoroutineScope(SupervisorJob() + main)
    val audio = FakeAudioPlayer()

    /** From the start of the app to its end, on its one thread. */
    fun run(news: Duration? = null, told: suspend (MobileLinkApp) -> Unit) = runBlocking {
        val links = SdkLinkFactory(File(folder, "cache"), { "test" }, "test", news)
        withContext(main) {
            withTimeout(90_000) {
                val store = FileSettingsStore(File(folder, "settings"))
                MobileLinkApp(links, store, audio, scope, "0.1.0").use { told(it) }
            }
        }
    }

    override fun close() {
        scope.cancel()
        thread.shutdown()
    }
}

internal suspend fun <T : Any> Presenter<T, *>.until(what: (T) -> Boolean): T = state.first(what)

/** The inbox, once there is one. */
internal suspend fun MobileLinkApp.messages(): List<VoicemailRow> =
    inbound.until { it.content is Content.Ready }.content.items
