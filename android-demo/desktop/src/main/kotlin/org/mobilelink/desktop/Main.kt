/** Mobile Link in a window on Linux, macOS and Windows. */
package org.mobilelink.desktop

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import org.jetbrains.skia.FontMgr
import org.jetbrains.skia.FontStyle
import org.mobilelink.app.FileSettingsStore
import org.mobilelink.app.MobileLinkApp
import org.mobilelink.app.link.SdkLinkFactory
import org.mobilelink.client.LinkException
import org.mobilelink.desktop.sound.DesktopAudioPlayer
import org.mobilelink.desktop.sound.DeviceOutput
import org.mobilelink.desktop.sound.SilentOutput
import org.mobilelink.desktop.sound.SoundOutput
import org.mobilelink.version
import java.io.File
import java.net.InetAddress
import java.nio.file.Files
import kotlin.concurrent.thread
import kotlin.system.exitProcess

fun main(arguments: Array<String>) {
    val line = try {
        CommandLine.of(arguments.toList())
    } catch (error: Misunderstood) {
        System.err.println("mobile-link: ${error.message}. --help shows what there is.")
        exitProcess(2)
    }
    if (line.help) {
        println(CommandLine.HELP)
        return
    }
    val lock = FolderLock.of(line.data)
    if (lock == null && !line.demo) {
        FolderInUse(line.data).tell()
        exitProcess(1)
    }
    findLibrary()
    loadLibrariesMeanwhile()
    // A demo beside a running app keeps nothing, and so touches nothing of that app's.
    lock.use { DesktopWindow(if (lock == null) line.copy(data = folderToForget()) else line).showUntilClosed() }
}

/** The folder of the SDK's native half, when it is said; otherwise the system looks where it looks for libraries. */
internal fun findLibrary() {
    System.getProperty("mobilelink.library")?.let { System.setProperty("jna.library.path", it) }
}

/** What the first screen needs, while the window is made; what does not load is told by the first who needs it. */
internal fun loadLibrariesMeanwhile() {
    thread(isDaemon = true, name = "libraries") {
        loaded { version() }
        loaded { FontMgr.default.matchFamilyStyle(familyName = null, FontStyle.NORMAL)?.close() }
    }
}

private fun loaded(use: () -> Unit) {
    try {
        use()
    } catch (_: LinkageError) {
        return
    } catch (_: LinkException) {
        return
    }
}

/** The app with this desktop's files, sound and main thread. Made on the main thread. */
internal fun appFor(line: CommandLine, player: DesktopAudioPlayer): MobileLinkApp = MobileLinkApp(
    links = SdkLinkFactory(line.data.resolve("cache"), ::nameOfThisMachine, platformName()),
    store = StartingPoint(FileSettingsStore(line.data.resolve("settings.properties")), line),
    audio = player,
    scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate),
    version = VERSION,
)

internal fun playerFor(line: CommandLine) =
    DesktopAudioPlayer(if (line.silent) SoundOutput.Opener { rate, channels -> SilentOutput(rate, channels) } else DeviceOutput)

private fun folderToForget(): File =
    Files.createTempDirectory("mobile-link-demo").toFile().also { folder ->
        Runtime.getRuntime().addShutdownHook(thread(start = false) { folder.deleteRecursively() })
    }

/** Shown to the user in the list of his devices. */
private fun nameOfThisMachine(): String =
    System.getenv("COMPUTERNAME") ?: System.getenv("HOSTNAME") ?: runCatching { InetAddress.getLocalHost().hostName }
        .getOrDefault("Desktop")

private fun platformName(): String = System.getProperty("os.name").lowercase().substringBefore(' ')

private const val VERSION = "0.1.0"
