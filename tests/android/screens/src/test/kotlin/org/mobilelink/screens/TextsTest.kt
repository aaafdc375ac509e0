package org.mobilelink.screens

import java.io.File
import java.time.Instant
import java.time.ZoneOffset
import java.util.Locale
import javax.xml.parsers.DocumentBuilderFactory
import org.junit.Assert.assertEquals
import org.junit.Test
import org.w3c.dom.Element

class TextsTest {
    private val english = ResourceWords.textsOf("values")
    private val german = ResourceWords.textsOf("values-de")
    private val now = Instant.parse("2026-03-17T15:20:00Z")
    private val inEnglish = ResourceWords(Locale.US, ZoneOffset.UTC) { now }
    private val inGerman = ResourceWords(Locale.GERMANY, ZoneOffset.UTC) { now }

    @Test
    fun `every phrase has a text in each language, and no text is without a phrase`() {
        val phrases = Phrase.entries.map { it.key }
        assertEquals(phrases, english.keys.toList())
        assertEquals(phrases, german.keys.toList())
    }

    @Test
    fun `the texts are those that a reader of XML finds`() {
        listOf("values" to english, "values-de" to german).forEach { (folder, read) ->
            val file = ResourceWords::class.java.getResourceAsStream("/$folder/strings.xml")
            val strings = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).getElementsByTagName("string")
            val found = (0 until strings.length).map { strings.item(it) as Element }
            assertEquals(found.map { it.getAttribute("name") }, read.keys.toList())
            // Backslashes are Android's, not XML's.
            found.filter { '\\' !in it.textContent }.forEach { assertEquals(it.textContent, read[it.getAttribute("name")]) }
        }
    }

    @Test
    fun `what XML and Android escape is read as it was meant`() {
        val xml = """<resources><string name="a">Q&amp;A &lt;1&gt; &amp;lt;</string><string name="b">it\'s\nso</string></resources>"""
        assertEquals(mapOf("a" to "Q&A <1> &lt;", "b" to "it's\nso"), ResourceWords.textsIn(xml))
    }

    @Test
    fun `every phrase is said somewhere`() {
        val clone = File(System.getProperty("mobilelink.clone") ?: "../../..")
        val sources = clone.resolve("android-demo/screens/src/main/kotlin").walk().filter { it.extension == "kt" }
        val hits = sources.flatMap { Regex("""Phrase\.([A-Z0-9_]+)""").findAll(it.readText()) }
        val said = hits.map { it.groupValues[1] }.toSet()
        assertEquals(emptyList<String>(), Phrase.entries.map { it.name }.filter { it !in said })
    }

    @Test
    fun `a text has the same places for values in each language`() {
        english.forEach { (key, text) -> assertEquals(key, placesIn(text), placesIn(german.getValue(key))) }
    }

    @Test
    fun `no text is empty or has blanks at its ends`() {
        (english + german).forEach { (key, text) -> assertEquals(key, text.trim().ifEmpty { "something" }, text) }
    }

    @Test
    fun `a time in a list is the clock today and the date before (ML-44)`() {
        assertEquals("3:14 PM", short(inEnglish, "2026-03-17T15:14:00Z"))
        assertEquals("15:14", short(inGerman, "2026-03-17T15:14:00Z"))
        assertEquals("Mar 16", short(inEnglish, "2026-03-16T20:30:00Z"))
        assertEquals("16. März", short(inGerman, "2026-03-16T20:30:00Z"))
        assertEquals("Dec 8, 2025", short(inEnglish, "2025-12-08T13:10:00Z"))
    }

    @Test
    fun `a day next to today has a name`() {
        assertEquals("Yesterday, 8:30 PM", full(inEnglish, "2026-03-16T20:30:00Z"))
        assertEquals("Morgen, 08:00", full(inGerman, "2026-03-18T08:00:00Z"))
        assertEquals("Fri, Mar 20, 8:00 AM", full(inEnglish, "2026-03-20T08:00:00Z"))
    }

    @Test
    fun `a clock and a date keep their order among words from right to left`() {
        assertEquals("\u20683:14 PM\u2069", short(inEnglish, "2026-03-17T15:14:00Z", bare = false))
        assertEquals("\u206816. März\u2069", short(inGerman, "2026-03-16T20:30:00Z", bare = false))
    }

    @Test
    fun `a duration is short for eyes and whole for ears`() {
        assertEquals("0:07", inEnglish.moments.duration(7_400))
        assertEquals("1:02:05", inEnglish.moments.duration(3_725_000))
        assertEquals("1 hour 2 minutes 5 seconds", inEnglish.moments.spoken(inEnglish, 3_725_000))
        assertEquals("1 Minute 1 Sekunde", inGerman.moments.spoken(inGerman, 61_000))
        assertEquals("1,25", inGerman.moments.number(1.25f))
        assertEquals("2", inEnglish.moments.number(2f))
    }

    @Test
    fun `initials are letters of names, and none of numbers`() {
        assertEquals("LH", initialsOf("Leila Haddad"))
        assertEquals("R", initialsOf("Reception"))
        assertEquals("", initialsOf("+12025550173"))
        assertEquals("", initialsOf(""))
    }

    private fun short(words: Words, at: String, bare: Boolean = true) =
        words.moments.short(words, Instant.parse(at)).let { if (bare) it.withoutIsolates() else it }

    private fun full(words: Words, at: String) = words.moments.full(words, Instant.parse(at)).withoutIsolates()

    private fun String.withoutIsolates() = filter { it != '\u2068' && it != '\u2069' }

    private fun placesIn(text: String) = Regex("""%\d\$[sd]""").findAll(text).map { it.value }.sorted().toList()
}
