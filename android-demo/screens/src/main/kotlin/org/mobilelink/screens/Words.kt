package org.mobilelink.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import org.mobilelink.app.Problem
import org.mobilelink.client.Finding
import org.mobilelink.client.LinkState
import org.mobilelink.client.Leg
import org.mobilelink.wire.ConferenceState
import org.mobilelink.wire.Presence

/** The language of the app. Each platform reads `strings.xml` in its own way. */
interface Words {
    /** The text, with [values] in its places `%1$s`, `%2$d`. */
    fun say(phrase: Phrase, vararg values: Any): String

    /** How days, clocks and durations are written. */
    val moments: Moments
}

/** Given by the root; there is no default, because a text without a language is a mistake. */
val LocalWords = staticCompositionLocalOf<Words> { error("no words: wrap the screens in MobileLinkTheme") }

@Composable
@ReadOnlyComposable
internal fun say(phrase: Phrase, vararg values: Any): String = LocalWords.current.say(phrase, *values)

/** One of two texts by number; both languages need no more. */
internal fun Words.count(one: Phrase, other: Phrase, number: Int): String =
    say(if (number == 1) one else other, number)

internal fun Words.sayProblem(problem: Problem): String = when (problem) {
    Problem.Offline -> say(Phrase.PROBLEM_OFFLINE)
    Problem.SignInRefused -> say(Phrase.PROBLEM_SIGN_IN_REFUSED)
    Problem.NotPermitted -> say(Phrase.PROBLEM_NOT_PERMITTED)
    Problem.Full -> say(Phrase.PROBLEM_FULL)
    is Problem.Unsupported -> say(Phrase.PROBLEM_UNSUPPORTED, problem.found)
    Problem.Gone -> say(Phrase.PROBLEM_GONE)
    is Problem.Invalid -> say(Phrase.PROBLEM_INVALID, field(problem.field), problem.reason)
    is Problem.Unexpected -> say(Phrase.PROBLEM_UNEXPECTED, problem.detail)
}

/** The label of a field of SignInState by its name; a name it does not know stays as it is. */
private fun Words.field(name: String): String = when (name) {
    "username" -> say(Phrase.SIGN_IN_USERNAME)
    "password" -> say(Phrase.SIGN_IN_PASSWORD)
    "host" -> say(Phrase.SIGN_IN_HOST)
    "port" -> say(Phrase.SIGN_IN_PORT)
    "imapPort", "imap_port" -> say(Phrase.SIGN_IN_IMAP_PORT)
    "smtpPort", "smtp_port" -> say(Phrase.SIGN_IN_SMTP_PORT)
    "fingerprint" -> say(Phrase.FINGERPRINT)
    else -> name
}

internal fun Words.sayFinding(finding: Finding): String = when (finding) {
    is Finding.Well -> say(Phrase.FINDING_WELL)
    is Finding.UnknownHost -> say(Phrase.FINDING_UNKNOWN_HOST)
    is Finding.Unreachable -> say(Phrase.FINDING_UNREACHABLE, sayLeg(finding.leg), finding.port.toInt())
    is Finding.NoAnswer -> say(Phrase.FINDING_NO_ANSWER, sayLeg(finding.leg), finding.port.toInt())
    is Finding.NotMobileLink -> say(Phrase.FINDING_NOT_MOBILE_LINK, finding.port.toInt())
    is Finding.UnknownCertificate -> say(Phrase.FINDING_UNKNOWN_CERTIFICATE)
    is Finding.OtherCertificate -> say(Phrase.FINDING_OTHER_CERTIFICATE)
    is Finding.SpeaksTls -> say(Phrase.FINDING_SPEAKS_TLS)
    is Finding.SpeaksPlain -> say(Phrase.FINDING_SPEAKS_PLAIN)
    is Finding.Unsupported -> say(Phrase.FINDING_UNSUPPORTED, finding.found)
    is Finding.Other -> say(Phrase.FINDING_OTHER, sayLeg(finding.leg), finding.reason)
}

/** The fingerprint of a certificate that the trial met; none when it met none. */
internal val Finding.certificate: String?
    get() = when (this) {
        is Finding.UnknownCertificate -> fingerprint
        is Finding.OtherCertificate -> fingerprint
        else -> null
    }

internal fun Words.sayLeg(leg: Leg): String = when (leg) {
    Leg.NET -> say(Phrase.LAMP_NET)
    Leg.MOBILE -> say(Phrase.LAMP_MOBILE)
    Leg.IMAP -> say(Phrase.LAMP_IMAP)
    Leg.SMTP -> say(Phrase.LAMP_SMTP)
}

internal val LinkState.phrase: Phrase
    get() = when (this) {
        LinkState.DISCONNECTED -> Phrase.LINK_DISCONNECTED
        LinkState.EVALUATION -> Phrase.LINK_EVALUATION
        LinkState.CONNECTED -> Phrase.LINK_CONNECTED
        LinkState.SYNCING -> Phrase.LINK_SYNCING
    }

internal val Presence.phrase: Phrase
    get() = when (this) {
        Presence.IN_OFFICE -> Phrase.PRESENCE_IN_OFFICE
        Presence.AT_A_MEETING -> Phrase.PRESENCE_AT_A_MEETING
        Presence.ON_VACATION -> Phrase.PRESENCE_ON_VACATION
        Presence.ON_BUSINESS_TRIP -> Phrase.PRESENCE_ON_BUSINESS_TRIP
        Presence.AT_HOME -> Phrase.PRESENCE_AT_HOME
        Presence.AWAY -> Phrase.PRESENCE_AWAY
        Presence.BUSY -> Phrase.PRESENCE_BUSY
        Presence.UNKNOWN -> Phrase.PRESENCE_UNKNOWN
    }

internal fun ConferenceState.phrase(overtime: Boolean): Phrase = when (this) {
    ConferenceState.QUEUED -> Phrase.CONFERENCE_QUEUED
    ConferenceState.ACTIVE -> if (overtime) Phrase.CONFERENCE_OVERTIME else Phrase.CONFERENCE_ACTIVE
    ConferenceState.EXPIRED -> Phrase.CONFERENCE_EXPIRED
    ConferenceState.CANCELED -> Phrase.CONFERENCE_CANCELED
    ConferenceState.ENABLED -> Phrase.CONFERENCE_ENABLED
    ConferenceState.DISABLED -> Phrase.CONFERENCE_DISABLED
    ConferenceState.UNKNOWN -> Phrase.CONFERENCE_UNKNOWN
}
