package org.mobilelink.app

import org.mobilelink.client.ServerSettings

/** What survives the app on this device, without secrets: the session itself is kept by the SDK in its cache folder. */
data class Saved(
    val settings: SettingsState,
    /** The app was left in demo mode. */
    val demo: Boolean,
    /** Where to sign in, and as whom; none before the first sign-in. */
    val server: ServerSettings?,
    val username: String,
    /** A session on [server] is kept, also while the demo is shown; false after a sign-out. */
    val signedIn: Boolean,
)

/** Keeps [Saved]; what is read is what was written last, also after a crash. */
interface SettingsStore {
    /** None at the first start, and after what was kept could not be read. */
    fun load(): Saved?

    fun save(saved: Saved)
}
