package org.mobilelink.screens

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import org.junit.Assert.assertTrue
import org.junit.Test

/** Words need 4.5 : 1 against what they stand on, shapes that mean something 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
class ContrastTest {
    @Test
    fun `words can be read in the light`() = judge(lightScheme, lightPalette)

    @Test
    fun `words can be read in the dark`() = judge(darkScheme, darkPalette)

    private fun judge(colours: ColorScheme, palette: Palette) = colours.run {
        val grounds = listOf(surface, surfaceContainerLow, surfaceContainer, surfaceContainerHigh, secondaryContainer)
        grounds.forEach { ground ->
            words("onSurface", onSurface, ground)
            words("onSurfaceVariant", onSurfaceVariant, ground)
            words("primary", primary, ground)
        }
        words("onPrimary", onPrimary, primary)
        words("onPrimaryContainer", onPrimaryContainer, primaryContainer)
        words("onSecondaryContainer", onSecondaryContainer, secondaryContainer)
        words("inverseOnSurface", inverseOnSurface, inverseSurface)
        words("inversePrimary", inversePrimary, inverseSurface)
        palette.status.run { listOf(on, trying, failed, off) }.forEach { tone ->
            words("a status on its ground", tone.onContainer, tone.container)
            words("a status on a panel", tone.content, surfaceContainerLow)
            words("a status on the surface", tone.content, surface)
        }
        palette.people.forEach { tone -> words("initials", tone.onContainer, tone.container) }
        shapes("outline", outline, surface)
    }

    private fun words(name: String, ink: Color, ground: Color) = atLeast(4.5f, name, ink, ground)

    private fun shapes(name: String, ink: Color, ground: Color) = atLeast(3f, name, ink, ground)

    private fun atLeast(wanted: Float, name: String, ink: Color, ground: Color) {
        val contrast = contrast(ink, ground)
        assertTrue("$name on $ground has a contrast of $contrast", contrast >= wanted)
    }
}

/** As WCAG 2.2 counts it, from 1 to 21. */
internal fun contrast(one: Color, other: Color): Float {
    val (light, dark) = listOf(one.luminance(), other.luminance()).sortedDescending()
    return (light + 0.05f) / (dark + 0.05f)
}
