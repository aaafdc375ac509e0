package org.mobilelink.app

/** Why something did not work, by what a person can do about it; one text each in the resources. */
sealed interface Problem {
    /** What is shown is from the cache; the link comes back by itself. */
    data object Offline : Problem

    /** Name or password are wrong, or the session was ended: ask for them again. */
    data object SignInRefused : Problem

    /** The account may not do this. */
    data object NotPermitted : Problem

    /** The server has no room at the moment (SRV-05). */
    data object Full : Problem

    /** App and server do not fit together (ML-02). */
    data class Unsupported(val found: String) : Problem

    /** It is no longer there. */
    data object Gone : Problem

    /** What was typed into [field] cannot be meant. */
    data class Invalid(val field: String, val reason: String) : Problem

    /** A fault of ours or of the server; [detail] is for the report. */
    data class Unexpected(val detail: String) : Problem
}
