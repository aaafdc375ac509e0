package org.mobilelink.app

import java.io.File
import java.io.IOException
import java.nio.file.Files
import java.nio.file.StandardCopyOption
import java.util.Properties
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls

/**
 * Keeps what was settled in one file of properties that a person can read.
 *
 * A new file takes the place of the old one whole. A value of a later version that is not known here is as at first.
 */
class FileSettingsStore(private val file: File) : SettingsStore {
    override fun load(): Saved? = try {
        val kept = Properties()
        file.inputStream().use(kept::load)
        savedOf(kept)
    } catch (_: IOException) {
        null
    } catch (_: IllegalArgumentException) {
        null
    }

    override fun save(saved: Saved) {
        file.absoluteFile.parentFile.mkdirs()
        val fresh = File(file.path + ".new")
        fresh.outputStream().use { out ->
            propertiesOf(saved).store(out, null)
            out.fd.sync()
        }
        Files.move(fresh.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING)
    }

    private fun propertiesOf(saved: Saved) = Properties().apply {
        setProperty("order", saved.settings.voicemailOrder.name)
        setProperty("people", saved.settings.peopleOrder.name)
        setProperty("speaker", saved.settings.speaker.toString())
        setProperty("statistics", saved.settings.statistics.toString())
        setProperty("appearance", saved.settings.appearance.name)
        setProperty("calm_motion", saved.settings.calmMotion.toString())
        setProperty("demo", saved.demo.toString())
        setProperty("username", saved.username)
        setProperty("signed_in", saved.signedIn.toString())
        saved.server?.let { server ->
            setProperty("host", server.host)
            setProperty("port", server.port.toString())
            server.imapPort?.let { setProperty("imap_port", it.toString()) }
            server.smtpPort?.let { setProperty("smtp_port", it.toString()) }
            when (val tls = server.tls) {
                is Tls.Plaintext -> setProperty("tls", if (tls.allowRemote) PLAIN_ANYWHERE else PLAIN)
                Tls.WebPki -> setProperty("tls", PUBLIC)
                is Tls.Pinned -> {
                    setProperty("tls", PINNED)
                    setProperty("fingerprint", tls.fingerprint)
                }
            }
        }
    }

    private fun savedOf(kept: Properties) = Saved(
        settings = SettingsState(
            voicemailOrder = kept.oneOf("order", FirstStart.settings.voicemailOrder),
            peopleOrder = kept.oneOf("people", FirstStart.settings.peopleOrder),
            speaker = kept.isTrue("speaker"),
            statistics = kept.isTrue("statistics"),
            appearance = kept.oneOf("appearance", FirstStart.settings.appearance),
            calmMotion = kept.isTrue("calm_motion"),
        ),
        demo = kept.isTrue("demo"),
        server = serverOf(kept),
        username = kept.getProperty("username").orEmpty(),
        signedIn = kept.isTrue("signed_in"),
    )

    private fun serverOf(kept: Properties): ServerSettings? {
        val host = kept.getProperty("host") ?: return null
        val port = kept.port("port") ?: return null
        val tls = when (kept.getProperty("tls")) {
            PLAIN -> Tls.Plaintext(allowRemote = false)
            PLAIN_ANYWHERE -> Tls.Plaintext(allowRemote = true)
            PINNED -> Tls.Pinned(kept.getProperty("fingerprint") ?: return null)
            // The safest, should a later version know more.
            else -> Tls.WebPki
        }
        return ServerSettings(host, port, tls, kept.port("imap_port"), kept.port("smtp_port"))
    }

    private companion object {
        const val PLAIN = "plain_here"
        const val PLAIN_ANYWHERE = "plain"
        const val PUBLIC = "public_certificates"
        const val PINNED = "pinned"

        fun Properties.isTrue(key: String): Boolean = getProperty(key) == "true"

        fun Properties.port(key: String): UShort? = getProperty(key)?.toUShortOrNull()

        inline fun <reified T : Enum<T>> Properties.oneOf(key: String, first: T): T =
            enumValues<T>().find { it.name == getProperty(key) } ?: first
    }
}
