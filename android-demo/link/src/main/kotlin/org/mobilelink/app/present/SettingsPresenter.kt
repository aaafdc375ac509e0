package org.mobilelink.app.present

import kotlinx.coroutines.flow.StateFlow
import org.mobilelink.app.Presenter
import org.mobilelink.app.Screen
import org.mobilelink.app.SettingsEvent
import org.mobilelink.app.SettingsState

/** The settings (ML-13 to ML-16): each change is kept at once. */
internal class SettingsPresenter(
    private val stage: Stage,
    private val change: ((SettingsState) -> SettingsState) -> Unit,
    private val resetAll: () -> Unit,
) : Presenter<SettingsState, SettingsEvent> {
    override val state: StateFlow<SettingsState> = stage.settings

    override fun onEvent(event: SettingsEvent) {
        when (event) {
            is SettingsEvent.Order -> change { it.copy(voicemailOrder = event.order) }
            is SettingsEvent.People -> change { it.copy(peopleOrder = event.order) }
            is SettingsEvent.Speaker -> change { it.copy(speaker = event.on) }
            is SettingsEvent.Statistics -> change { it.copy(statistics = event.on) }
            is SettingsEvent.Look -> change { it.copy(appearance = event.appearance) }
            is SettingsEvent.CalmMotion -> change { it.copy(calmMotion = event.on) }
            SettingsEvent.OpenServer -> stage.open(Screen.SignIn, Screen.Settings)
            SettingsEvent.ResetAll -> resetAll()
        }
    }

    override fun close() = Unit
}
