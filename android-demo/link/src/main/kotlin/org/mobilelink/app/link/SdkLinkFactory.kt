package org.mobilelink.app.link

import java.io.File
import java.time.Duration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.mobilelink.MobileLink
import org.mobilelink.client.DemoOptions
import org.mobilelink.client.Diagnosis
import org.mobilelink.client.LinkException
import org.mobilelink.client.LinkOptions
import org.mobilelink.client.ServerSettings
import org.mobilelink.diagnose as diagnoseWithSdk

/** Makes links of the real SDK. */
class SdkLinkFactory(
    /** A folder that only this app can read; it will hold the session and what was last read. */
    private val cache: File,
    /** As the user will see it in the list of their devices; asked for away from the thread that draws. */
    private val deviceName: () -> String,
    /** For example `android`. */
    private val platform: String,
    /** So long after the sign-in to the demo a message arrives and somebody moves; none keeps it quiet. */
    private val demoNews: Duration? = Duration.ofSeconds(30),
) : LinkFactory {
    override suspend fun demo(): Link = withLibrary {
        SdkLink(MobileLink.demo(DemoOptions(options(cache = null), demoNews)))
    }

    override suspend fun live(server: ServerSettings): Link = withLibrary {
        SdkLink(MobileLink.live(server, options(File(cache, "live").path)))
    }

    override suspend fun diagnose(server: ServerSettings): Diagnosis = withLibrary { diagnoseWithSdk(server) }

    /**
     * Away from the thread that draws: the native library takes a moment to load. One that is not there, or is another
     * version, is said and does not end the app.
     */
    private suspend fun <T> withLibrary(work: suspend () -> T): T = try {
        withContext(Dispatchers.IO) { work() }
    } catch (error: LinkageError) {
        val reason = error.message?.lineSequence()?.first()
        throw LinkException.Unexpected("the library of the SDK does not load: $reason")
    }

    private fun options(cache: String?) = LinkOptions(cache, deviceName(), platform)
}
