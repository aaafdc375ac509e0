package org.mobilelink.app

/** One conference (ML-61). */
data class ConferenceDetailsState(
    /** None while loading, and after it was deleted. */
    val conference: ConferenceRow?,
    /** Digits; none for somebody who may not see it. */
    val password: String?,
    val creator: String,
    val moderators: List<String>,
    /** 0 for once, or every 1, 7, 14, 21 or 28 days. */
    val repeatDays: Int,
    /** May change name and password; the screen says that this comes with a later version. */
    val canModify: Boolean,
    val passwordShown: Boolean,
    val problem: Problem?,
)

sealed interface ConferenceDetailsEvent {
    data object TogglePassword : ConferenceDetailsEvent
}
