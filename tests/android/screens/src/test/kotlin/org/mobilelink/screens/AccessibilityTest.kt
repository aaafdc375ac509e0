package org.mobilelink.screens

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.DesktopComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.unit.Density
import org.junit.Assert.assertEquals
import org.junit.Test

/** What ears and fingers find on each screen; as a machine can judge it. */
@OptIn(ExperimentalTestApi::class)
class AccessibilityTest {
    @Test
    fun `every control has a spoken label`() = onEach(everyScreen + everyOther, Style.Light) { mute(it) }

    @Test
    fun `every control has a spoken label in German and beside each other`() {
        onEach(everyScreen, Style.German) { mute(it) }
        onEach(everyScreen, Style.Tablet) { mute(it) }
    }

    @Test
    fun `no spoken label hides the words beside it`() = onEach(everyScreen + everyOther, Style.Light) { name ->
        nodes(SemanticsMatcher.keyIsDefined(SemanticsProperties.ContentDescription))
            .filter { SemanticsActions.SetText !in it.config }
            .filter { node ->
                val label = node.config[SemanticsProperties.ContentDescription].joinToString(" ")
                node.config.getOrNull(SemanticsProperties.Text).orEmpty().any { it.text !in label }
            }
            .map { "$name: ${it.config}" }
    }

    @Test
    fun `no control is smaller than 48 dp`() = onEach(everyScreen + everyOther, Style.Light) { name ->
        controls().filter { tooSmall(it) }.map { "$name: ${spoken(it)} ${it.touchBoundsInRoot.size}" }
    }

    /** Compose gives a small control the touches around it; what it was given twice is nobody's. */
    @Test
    fun `no control takes the touches of its neighbour`() =
        listOf(Style.Light, Style.Large, Style.Tablet).forEach { style ->
            onEach(everyScreen + everyOther, style) { name ->
                val all = controls().filter { isWhole(it) }
                all.flatMap { one -> all.filter { it.id > one.id && overlap(one, it) }.map { one to it } }
                    .map { (one, other) -> "$name, $style: ${spoken(one)} and ${spoken(other)}" }
            }
        }

    @Test
    fun `nothing is cut with type of 200 percent`() {
        onEach(everyScreen + everyOther, Style.Large) { name -> cut().map { "$name: $it" } }
        onEach(everyScreen, Style.Large, german = true) { name -> cut().map { "$name (de): $it" } }
    }

    @Test
    fun `nothing is cut with type as usual`() {
        onEach(everyScreen + everyOther, Style.Light) { name -> cut().map { "$name: $it" } }
        onEach(everyScreen, Style.German) { name -> cut().map { "$name: $it" } }
    }

    @Test
    fun `every screen has a heading`() = onEach(everyScreen, Style.Light) { name ->
        val headings = nodes(SemanticsMatcher.keyIsDefined(SemanticsProperties.Heading))
        if (headings.isEmpty()) listOf(name) else emptyList()
    }

    private fun onEach(
        looks: List<Look>,
        style: Style,
        german: Boolean = false,
        faults: DesktopComposeUiTest.(String) -> List<String>,
    ) {
        val found = looks.flatMap { look ->
            var faulty = emptyList<String>()
            runDesktopComposeUiTest(style.width, style.height) {
                setContent {
                    CompositionLocalProvider(LocalDensity provides Density(1f, style.fontScale)) {
                        if (german) ShowGerman(look.app(style.settings)) else Show(look.app(style.settings), style)
                    }
                }
                waitForIdle()
                faulty = faults(look.name)
            }
            faulty
        }
        assertEquals(found.joinToString("\n"), 0, found.size)
    }

    private fun DesktopComposeUiTest.mute(name: String): List<String> =
        controls().filter { spoken(it).isBlank() }.map { "$name: ${it.config}" }

    private fun DesktopComposeUiTest.controls(): List<SemanticsNode> = nodes(
        SemanticsMatcher("does something") { node -> deeds.any { it in node.config } },
    )

    private val deeds = listOf(SemanticsActions.OnClick, SemanticsActions.SetText, SemanticsActions.SetProgress)

    private fun DesktopComposeUiTest.nodes(matcher: SemanticsMatcher, merged: Boolean = true): List<SemanticsNode> =
        onAllNodes(matcher, useUnmergedTree = !merged).fetchSemanticsNodes(atLeastOneRootRequired = true)

    private fun spoken(node: SemanticsNode): String = listOfNotNull(
        node.config.getOrNull(SemanticsProperties.ContentDescription)?.joinToString(" "),
        node.config.getOrNull(SemanticsProperties.Text)?.joinToString(" "),
    ).joinToString(" ")

    private fun tooSmall(node: SemanticsNode): Boolean {
        val touched = node.touchBoundsInRoot
        return isWhole(node) && (touched.width < 48f || touched.height < 48f)
    }

    /** What a list or a scrolled screen cuts off is no target yet. */
    private fun isWhole(node: SemanticsNode): Boolean {
        val seen = node.boundsInRoot
        return seen.width >= node.size.width - 1 && seen.height >= node.size.height - 1
    }

    /** A control that lies in another one, or over it, is meant to take its touches. */
    private fun overlap(one: SemanticsNode, other: SemanticsNode): Boolean {
        val both = one.touchBoundsInRoot.intersect(other.touchBoundsInRoot)
        return !one.boundsInRoot.overlaps(other.boundsInRoot) && both.width > 1f && both.height > 1f
    }

    private fun DesktopComposeUiTest.cut(): List<String> =
        nodes(SemanticsMatcher.keyIsDefined(SemanticsActions.GetTextLayoutResult), merged = false)
            .filter { it.config.getOrNull(SemanticsProperties.TestTag) != EXCERPT }
            .filter { SemanticsActions.SetText !in it.config }
            .mapNotNull { node ->
                val layouts = mutableListOf<TextLayoutResult>()
                node.config[SemanticsActions.GetTextLayoutResult].action?.invoke(layouts)
                layouts.firstOrNull()?.takeIf(::isCut)?.layoutInput?.text?.text
            }

    /** More than rounding: a line that was left out, or part of a letter. */
    private fun isCut(layout: TextLayoutResult): Boolean = layout.multiParagraph.run {
        didExceedMaxLines || height > layout.size.height + 1 || width > layout.size.width + 1 && lineCount > 0 &&
            (0 until lineCount).any { getLineWidth(it) > layout.size.width + 1 }
    }
}
