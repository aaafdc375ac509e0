package org.mobilelink.app.link

/** Whom the demo signs in (ML-70). */
internal object SampleOffice {
    /** Her mailbox has the hints on how to use the app. */
    const val USERNAME = "alice"

    /** Everybody's there, and no secret. */
    const val PASSWORD = "mobile-link-demo"
}
