package org.mobilelink.app.present

import org.mobilelink.app.Protection
import org.mobilelink.app.SignInState
import org.mobilelink.client.LinkException
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls

/** What the fields of the server mean (ML-12). */
object ServerForm {
    internal const val PORT = "8081"
    internal const val IMAP_PORT = "143"
    internal const val SMTP_PORT = "25"

    private const val PORTS = "a number from 1 to 65535"
    private const val FINGERPRINT_DIGITS = 64

    /**
     * The server that was typed.
     *
     * A mail port that is empty or still the default is left to the server to tell: where it serves the default it
     * says so, and elsewhere the default would lead nowhere. Throws `Invalid` with the name of the field.
     */
    internal fun read(form: SignInState): ServerSettings {
        val host = form.host.trim()
        if (host.isEmpty()) throw LinkException.Invalid("host", "a name or an address")
        if (host.any { it.isWhitespace() || it == '/' }) {
            throw LinkException.Invalid("host", "a name or an address, without a path")
        }
        return ServerSettings(
            host = host,
            port = port("port", form.port),
            tls = tls(form, host),
            imapPort = mailPort("imapPort", form.imapPort, IMAP_PORT),
            smtpPort = mailPort("smtpPort", form.smtpPort, SMTP_PORT),
        )
    }

    /** How a saved server stands in the field of its protection. */
    internal fun protectionOf(server: ServerSettings): Protection = when (val tls = server.tls) {
        automatic(server.host) -> Protection.Automatic
        is Tls.Pinned -> Protection.Pinned
        is Tls.Plaintext -> if (tls.allowRemote) Protection.Plain else Protection.Automatic
        Tls.WebPki -> Protection.PublicCertificates
    }

    /** None on this machine, and public certificates elsewhere. */
    fun automatic(host: String): Tls = if (isThisMachine(host)) Tls.Plaintext(allowRemote = false) else Tls.WebPki

    private fun tls(form: SignInState, host: String): Tls = when (form.protection) {
        Protection.Automatic -> automatic(host)
        Protection.PublicCertificates -> Tls.WebPki
        Protection.Pinned -> Tls.Pinned(fingerprint(form.fingerprint))
        Protection.Plain -> Tls.Plaintext(allowRemote = true)
    }

    private fun isThisMachine(host: String): Boolean {
        val bare = host.removeSurrounding("[", "]")
        val numbers = bare.split('.')
        val isLoopback = numbers.size == 4 && numbers[0] == "127" && numbers.all { it.toUByteOrNull() != null }
        return bare.equals("localhost", ignoreCase = true) || bare == "::1" || isLoopback
    }

    private fun mailPort(field: String, text: String, first: String): UShort? =
        if (text.isBlank() || text.trim() == first) null else port(field, text)

    private fun port(field: String, text: String): UShort =
        text.trim().toUShortOrNull()?.takeIf { it > 0u } ?: throw LinkException.Invalid(field, PORTS)

    private fun fingerprint(text: String): String {
        val digits = text.trim().lowercase().removePrefix("sha256:").removePrefix("sha-256:")
            .filterNot { it == ':' || it.isWhitespace() }
        if (digits.length != FINGERPRINT_DIGITS || digits.any { it !in "0123456789abcdef" }) {
            throw LinkException.Invalid("fingerprint", "64 hexadecimal digits")
        }
        return text.trim()
    }
}
