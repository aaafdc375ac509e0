package org.mobilelink.app.present

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.mobilelink.app.AudioPlayer
import org.mobilelink.app.Problem
import org.mobilelink.app.Screen
import org.mobilelink.app.SettingsState
import org.mobilelink.app.VoicemailRow

/** What a presenter may ask of the app around it. */
internal interface Stage {
    /** Lives as long as the app, on the thread that shows. */
    val scope: CoroutineScope

    /** Where lists are turned into rows. */
    val background: CoroutineDispatcher

    val settings: StateFlow<SettingsState>

    val audio: AudioPlayer

    /** Whether sound comes from the loudspeaker now (ML-23). */
    val speaker: MutableStateFlow<Boolean>

    /** Shows a screen; one that is opened from [from] takes the place of what was opened from there before. */
    fun open(screen: Screen, from: Screen)

    /** Leaves a screen, if it is shown. */
    fun leave(screen: Screen)

    /** Opens the draft editor. */
    fun compose(draft: NewDraft, from: Screen)

    /** Shows a problem that belongs to no field. */
    fun report(problem: Problem)
}

/** What a draft begins with. */
internal data class NewDraft(
    /** The message that is passed on or answered. */
    val about: VoicemailRow? = null,
    /** Ids of those who are chosen at first. */
    val recipients: Set<String> = emptySet(),
)
