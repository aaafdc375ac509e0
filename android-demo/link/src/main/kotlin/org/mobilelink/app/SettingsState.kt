package org.mobilelink.app

/** What the user settled (ML-10 to ML-16); kept by a [SettingsStore]. */
data class SettingsState(
    val voicemailOrder: VoicemailOrder,
    val peopleOrder: PeopleOrder,
    /** Loudspeaker on by default where messages play (ML-14). */
    val speaker: Boolean,
    /** Collect aggregate statistics (ML-15). */
    val statistics: Boolean,
    val appearance: Appearance,
    /** No movement that is not needed. */
    val calmMotion: Boolean,
)

/** Order of the voicemail list (ML-13). */
enum class VoicemailOrder { NewestFirst, OldestFirst, Caller }

/** Order of the user list (ML-13). */
enum class PeopleOrder { LastName, FirstName, Extension }

enum class Appearance { System, Light, Dark }

sealed interface SettingsEvent {
    data class Order(val order: VoicemailOrder) : SettingsEvent
    data class People(val order: PeopleOrder) : SettingsEvent
    data class Speaker(val on: Boolean) : SettingsEvent
    data class Statistics(val on: Boolean) : SettingsEvent
    data class Look(val appearance: Appearance) : SettingsEvent
    data class CalmMotion(val on: Boolean) : SettingsEvent

    /** Change account or server. */
    data object OpenServer : SettingsEvent

    /** Everything as at the first start (ML-16). */
    data object ResetAll : SettingsEvent
}
