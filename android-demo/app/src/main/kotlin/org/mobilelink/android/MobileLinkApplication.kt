package org.mobilelink.android

import android.app.Application
import android.os.Build
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope
import org.mobilelink.app.App
import org.mobilelink.app.AudioPlayer
import org.mobilelink.app.FileSettingsStore
import org.mobilelink.app.FrameEvent
import org.mobilelink.app.MobileLinkApp
import org.mobilelink.app.link.SdkLinkFactory

/**
 * What lives as long as the process: the link, the player, and the way back through the screens.
 *
 * Messages and the session's refresh token lie in the app's no-backup folder, which other apps cannot read and which
 * never leaves the device. The token is not wrapped by a key of the Android Keystore yet: the SDK writes it itself.
 */
class MobileLinkApplication : Application() {
    private val scope: CoroutineScope = MainScope()

    val player: AudioPlayer by lazy { AndroidAudioPlayer(this, scope) }

    val app: App by lazy {
        val kept = noBackupFilesDir.resolve("mobile-link")
        MobileLinkApp(
            links = SdkLinkFactory(kept.resolve("cache"), { "${Build.MANUFACTURER} ${Build.MODEL}" }, platform = "android"),
            store = FileSettingsStore(kept.resolve("settings.properties")),
            audio = player,
            scope = scope,
            version = packageManager.getPackageInfo(packageName, 0).versionName.orEmpty(),
        ).also { app -> whenNetworkIsBack { app.onFrame(FrameEvent.RetryNow) } }
    }
}
