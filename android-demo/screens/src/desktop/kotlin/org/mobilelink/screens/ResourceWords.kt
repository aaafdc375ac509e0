package org.mobilelink.screens

import java.io.InputStream
import java.time.Instant
import java.time.ZoneId
import java.util.Locale
import javax.xml.parsers.DocumentBuilderFactory
import org.w3c.dom.Element

/** The texts of the same `strings.xml` that Android packs, read once from the class path. */
class ResourceWords(
    private val locale: Locale = Locale.getDefault(),
    zone: ZoneId = ZoneId.systemDefault(),
    now: () -> Instant = Instant::now,
) : Words {
    private val texts: Map<String, String> = textsOf(if (locale.language == "de") "values-de" else "values")

    override val moments: Moments = Moments(locale, zone, now = now)

    override fun say(phrase: Phrase, vararg values: Any): String {
        val text = texts[phrase.key] ?: error("${phrase.key} has no text for ${locale.language}")
        return if (values.isEmpty()) text else text.format(locale, *values)
    }

    companion object {
        /** Every text of a folder such as `values-de`, by its name. */
        fun textsOf(folder: String): Map<String, String> {
            val path = "/$folder/strings.xml"
            val file = ResourceWords::class.java.getResourceAsStream(path) ?: error("$path is not on the class path")
            return file.use(::read)
        }

        private fun read(file: InputStream): Map<String, String> {
            val document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file)
            val strings = document.getElementsByTagName("string")
            return (0 until strings.length).map { strings.item(it) as Element }
                .associate { it.getAttribute("name") to unescaped(it.textContent) }
        }

        /** As Android reads a string resource: a backslash keeps the sign behind it. */
        private fun unescaped(text: String): String = text.replace("\\n", "\n").replace(Regex("""\\(.)"""), "$1")
    }
}
