package org.mobilelink.screens

import java.time.Instant
import java.time.ZoneId
import java.util.Locale

/** The texts of the same `strings.xml` that Android packs, read once from the class path. */
class ResourceWords(
    private val locale: Locale = Locale.getDefault(),
    zone: ZoneId = ZoneId.systemDefault(),
    now: () -> Instant = Instant::now,
) : Words {
    private val texts: Map<String, String> = textsOf(if (locale.language == "de") "values-de" else "values")

    /** At first use: to know a language's clocks takes a moment, and the first screen has none. */
    override val moments: Moments by lazy { Moments(locale, zone, now = now) }

    override fun say(phrase: Phrase, vararg values: Any): String {
        val text = texts[phrase.key] ?: error("${phrase.key} has no text for ${locale.language}")
        return if (values.isEmpty()) text else text.format(locale, *values)
    }

    companion object {
        /** Every text of a folder such as `values-de`, by its name. */
        fun textsOf(folder: String): Map<String, String> {
            val path = "/$folder/strings.xml"
            val file = ResourceWords::class.java.getResourceAsStream(path) ?: error("$path is not on the class path")
            return textsIn(file.use { it.readBytes() }.decodeToString())
        }

        /** What such a file has, and no more of XML: a reader of all of it would take a tenth of a second at the start. */
        internal fun textsIn(xml: String): Map<String, String> = buildMap {
            var at = xml.indexOf(OPENING)
            while (at >= 0) {
                val name = xml.substring(at + OPENING.length, xml.indexOf('"', at + OPENING.length))
                val text = xml.indexOf('>', at) + 1
                val end = xml.indexOf("</string>", text)
                put(name, plain(xml.substring(text, end)))
                at = xml.indexOf(OPENING, end)
            }
        }

        /** Without what XML escapes, and then as Android reads a string resource: a backslash keeps the sign behind it. */
        private fun plain(written: String): String {
            if ('&' !in written && '\\' !in written) return written
            val text = ENTITIES.fold(written) { text, (entity, sign) -> text.replace(entity, sign) }
            return text.replace("\\n", "\n").replace(Regex("""\\(.)"""), "$1")
        }

        private const val OPENING = "<string name=\""

        /** The ampersand last, or it would make others. */
        private val ENTITIES =
            listOf("&lt;" to "<", "&gt;" to ">", "&quot;" to "\"", "&apos;" to "'", "&amp;" to "&")
    }
}
