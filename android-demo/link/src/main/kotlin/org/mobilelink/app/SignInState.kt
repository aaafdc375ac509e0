package org.mobilelink.app

import org.mobilelink.client.Finding
import org.mobilelink.client.Lamps
import org.mobilelink.wire.Secret

/** Sign in, and where the server is (ML-10 to ML-12, ML-17). */
data class SignInState(
    val demo: Boolean,
    val username: String,
    val password: String,
    val host: String,
    /** As typed; 8081 at first (ML-12). */
    val port: String,
    /** As typed; 143 at first (ML-12). That, as an empty field, leaves it to the server to tell its own. */
    val imapPort: String,
    /** As typed; 25 at first, and the same holds. */
    val smtpPort: String,
    val protection: Protection,
    /** Of the pinned certificate; used with [Protection.Pinned] only. */
    val fingerprint: String,
    /** Ports and protection are shown. */
    val details: Boolean,
    /** The four lamps, tried after each field (ML-17). */
    val lamps: Lamps,
    /** What the trial found out; none before there was one. */
    val finding: Finding?,
    /** A sign-in is under way. */
    val busy: Boolean,
    val canSignIn: Boolean,
    val problem: Problem?,
) {
    /** Without the password, because states reach logs. */
    override fun toString(): String =
        "SignInState(demo=$demo, username=$username, password=${Secret(password)}, host=$host, port=$port, " +
            "imapPort=$imapPort, smtpPort=$smtpPort, protection=$protection, fingerprint=$fingerprint, " +
            "details=$details, lamps=$lamps, finding=$finding, busy=$busy, canSignIn=$canSignIn, problem=$problem)"
}

/** How the connection is protected; automatic is plain on this machine and public certificates elsewhere. */
enum class Protection { Automatic, PublicCertificates, Pinned, Plain }

sealed interface SignInEvent {
    data class Demo(val on: Boolean) : SignInEvent
    data class Username(val text: String) : SignInEvent
    data class Password(val text: String) : SignInEvent {
        /** Without it, because events reach logs. */
        override fun toString(): String = "Password(text=${Secret(text)})"
    }

    data class Host(val text: String) : SignInEvent
    data class Port(val text: String) : SignInEvent
    data class ImapPort(val text: String) : SignInEvent
    data class SmtpPort(val text: String) : SignInEvent
    data class Protect(val protection: Protection) : SignInEvent
    data class Fingerprint(val text: String) : SignInEvent
    data object ToggleDetails : SignInEvent

    /** A field was left: try the legs (ML-17). */
    data object FieldLeft : SignInEvent

    /** Trust the certificate that the trial found. */
    data object Pin : SignInEvent
    data object SignIn : SignInEvent
}
