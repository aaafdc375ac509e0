package org.mobilelink.app

import org.mobilelink.wire.Secret

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
) {
    /** Without the password, because states reach logs. */
    override fun toString(): String =
        "ConferenceDetailsState(conference=$conference, password=${password?.let(::Secret)}, creator=$creator, " +
            "moderators=$moderators, repeatDays=$repeatDays, canModify=$canModify, passwordShown=$passwordShown, " +
            "problem=$problem)"
}

sealed interface ConferenceDetailsEvent {
    data object TogglePassword : ConferenceDetailsEvent
}
