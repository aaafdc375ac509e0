package org.mobilelink.desktop

import org.mobilelink.screens.Moments
import org.mobilelink.screens.Phrase
import org.mobilelink.screens.Words
import java.io.InputStream
import java.time.ZoneId
import java.util.Locale
import javax.xml.stream.XMLInputFactory
import javax.xml.stream.XMLStreamConstants

/** The texts of Android's resources, read as they are; what a language lacks is said in English. */
class ResourceWords internal constructor(
    private val texts: Map<String, String>,
    private val locale: Locale,
    override val moments: Moments,
) : Words {
    override fun say(phrase: Phrase, vararg values: Any): String {
        val text = texts[phrase.key] ?: phrase.key
        return if (values.isEmpty()) text else text.format(locale, *values)
    }

    companion object {
        fun ofThisSystem(): ResourceWords = of(Locale.getDefault(Locale.Category.DISPLAY))

        fun of(locale: Locale, zone: ZoneId = ZoneId.systemDefault()): ResourceWords {
            val english = textsOf("values")
            val own = if (locale.language == "en") emptyMap() else textsOf("values-${locale.language}")
            // Days and texts in one language: without texts of the language, English days.
            val spoken = if (own.isEmpty() && locale.language != "en") Locale.ENGLISH else locale
            return ResourceWords(english + own, spoken, Moments(spoken, zone))
        }

        private fun textsOf(folder: String): Map<String, String> =
            ResourceWords::class.java.getResourceAsStream("/$folder/strings.xml")?.use(::read).orEmpty()

        private fun read(xml: InputStream): Map<String, String> {
            val texts = HashMap<String, String>()
            val reader = XMLInputFactory.newFactory().createXMLStreamReader(xml)
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT && reader.localName == "string") {
                    texts[reader.getAttributeValue(null, "name")] = unescaped(reader.elementText)
                }
            }
            return texts
        }

        /** Android's own escapes inside the XML: `\'`, `\"`, `\@`, `\n`, `\u2019`. */
        private fun unescaped(text: String): String = ESCAPE.replace(text) {
            val code = it.groupValues[1]
            when {
                code == "n" -> "\n"
                code.length == 5 -> code.substring(1).toInt(16).toChar().toString()
                else -> code
            }
        }

        private val ESCAPE = Regex("""\\(u[0-9a-fA-F]{4}|.)""")
    }
}
