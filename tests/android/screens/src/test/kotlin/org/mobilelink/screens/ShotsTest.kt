package org.mobilelink.screens

import java.io.File
import javax.imageio.ImageIO
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assert.fail
import org.junit.Test

/** Every screen as a picture, compared with the ones that a person has looked at. */
class ShotsTest {
    private val accepting = System.getProperty("mobilelink.shots") == "accept"
    private val kept = File("shots")
    private val found = File("target/shots")

    @Test
    fun `each of the twelve screens looks as accepted in the light`() = compare(everyScreen, Style.Light)

    @Test
    fun `each of the twelve screens looks as accepted in the dark`() = compare(everyScreen, Style.Dark)

    @Test
    fun `each of the twelve screens looks as accepted with type of 200 percent`() = compare(everyScreen, Style.Large)

    @Test
    fun `each of the twelve screens looks as accepted in German`() = compare(everyScreen, Style.German)

    @Test
    fun `each of the twelve screens looks as accepted on a tablet`() = compare(everyScreen, Style.Tablet)

    @Test
    fun `what has sides is mirrored from right to left`() = compare(everySided, Style.RightToLeft)

    @Test
    fun `empty, loading, offline, failed and evaluation look as accepted`() = compare(everyOther, Style.Light)

    @Test
    fun `no picture is kept that nobody draws`() {
        val drawn = Style.entries.flatMap { style -> looksIn(style).map { fileName(it, style) } }.toSet()
        val stray = kept.list().orEmpty().filter { it.endsWith(".png") && it !in drawn }
        assertEquals(emptyList<String>(), stray)
    }

    @Test
    fun `all pictures together stay within two and a half megabytes`() {
        val size = kept.listFiles().orEmpty().sumOf { it.length() }
        assertTrue("$size bytes of pictures", size <= BUDGET)
    }

    @Test
    fun `the same screen is drawn the same twice`() {
        val inbound = everyScreen.first { it.name == "inbound" }
        val twice = List(2) { pictureOf(inbound, Style.Light) }
        assertEquals(null, difference(twice[0], twice[1]))
    }

    private fun looksIn(style: Style) = when (style) {
        Style.Light -> everyScreen + everyOther
        Style.RightToLeft -> everySided
        else -> everyScreen
    }

    private fun fileName(look: Look, style: Style) = "${look.name}-${style.name.lowercase()}.png"

    private fun compare(looks: List<Look>, style: Style) {
        val wrong = looks.mapNotNull { look ->
            val name = fileName(look, style)
            val actual = pictureOf(look, style)
            val file = kept.resolve(name)
            if (accepting) {
                if (!file.exists() || difference(ImageIO.read(file), actual) != null) actual.save(file)
                null
            } else {
                val expected = if (file.exists()) ImageIO.read(file) else null
                val apart = if (expected == null) actual else difference(expected, actual)
                apart?.let {
                    actual.save(found.resolve("$name-actual.png"))
                    expected?.save(found.resolve("$name-expected.png"))
                    it.save(found.resolve("$name-difference.png"))
                    name
                }
            }
        }
        if (wrong.isNotEmpty()) {
            fail(
                "$wrong differ: see ${found.absolutePath} (actual, expected, difference). If that is meant: " +
                    "mvn -f tests/android/pom.xml -pl screens -am package -Dmobilelink.shots=accept, and look at each.",
            )
        }
    }

    private companion object {
        const val BUDGET = 2_621_440L
    }
}
