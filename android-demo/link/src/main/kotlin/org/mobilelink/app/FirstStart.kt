package org.mobilelink.app

/** What is so before anybody settled anything (ML-16). */
object FirstStart {
    val settings: SettingsState = SettingsState(
        voicemailOrder = VoicemailOrder.NewestFirst,
        peopleOrder = PeopleOrder.LastName,
        speaker = false,
        statistics = false,
        appearance = Appearance.System,
        calmMotion = false,
    )

    val saved: Saved = Saved(settings, demo = false, server = null, username = "", signedIn = false)
}
