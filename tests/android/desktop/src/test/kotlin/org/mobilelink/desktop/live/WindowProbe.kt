/** The desktop app's own `main` in a process of its own, and a window on what it shows. */
package org.mobilelink.desktop.live

import androidx.compose.runtime.tooling.ComposeToolingApi
import androidx.compose.ui.awt.ComposeWindow
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getAllSemanticsNodes
import androidx.compose.ui.semantics.getOrNull
import java.awt.Robot
import java.awt.Window
import java.awt.event.InputEvent
import java.awt.event.KeyEvent
import java.io.File
import javax.accessibility.Accessible
import javax.accessibility.AccessibleContext
import javax.imageio.ImageIO
import javax.swing.SwingUtilities
import kotlin.concurrent.thread
import kotlin.system.exitProcess

/**
 * Takes one command a line and answers with one line, `ok …` or `no …`:
 * `await TEXT` until something on screen is called so (answers when, in epoch milliseconds), `click TEXT`, `type TEXT`,
 * `press KEY`, `shot FILE`, `tree FILE`, `state TEXT` (which Compose does not hand on to Java's accessibility).
 */
fun main(arguments: Array<String>) {
    thread(isDaemon = true) { listen() }
    org.mobilelink.desktop.main(arguments)
    exitProcess(0)
}

private val robot by lazy { Robot().apply { autoDelay = 8 } }

private fun listen() {
    for (line in generateSequence(::readLine)) {
        val (word, rest) = line.substringBefore(' ') to line.substringAfter(' ', "")
        val answer = try {
            "ok " + obey(word, rest)
        } catch (error: Exception) {
            "no $error"
        }
        println(answer)
    }
    exitProcess(0)
}

private fun obey(word: String, rest: String): String = when (word) {
    "await" -> await(rest).second.toString()
    "click" -> click(await(rest).first)
    "type" -> rest.forEach(::type).let { "" }
    "press" -> rest.split('+').let(::press)
    "shot" -> ImageIO.write(robot.createScreenCapture(window().bounds), "png", File(rest)).toString()
    "state" -> onSwing { stateOf(rest) }
    "tree" -> File(rest).writeText(onSwing { everything(window()).joinToString("\n", transform = ::inWords) }).let { "" }
    else -> error("what is $word?")
}

private fun window(): Window = Window.getWindows().first { it.isShowing }

@OptIn(ComposeToolingApi::class)
private fun stateOf(text: String): String = (window() as ComposeWindow).semanticsOwners
    .flatMap { it.getAllSemanticsNodes(mergingEnabled = true) }
    .first { node -> text in node.spoken() }
    .config.getOrNull(SemanticsProperties.StateDescription).orEmpty()

private fun SemanticsNode.spoken(): List<String> =
    config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
        config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()

private fun await(text: String): Pair<AccessibleContext, Long> {
    val until = System.currentTimeMillis() + 20_000
    while (true) {
        val found = onSwing {
            Window.getWindows().filter { it.isShowing }.flatMap(::everything).lastOrNull { it.isCalled(text) && it.isVisible() }
        }
        if (found != null) return found to System.currentTimeMillis()
        check(System.currentTimeMillis() < until) { "nothing on screen is called $text" }
        Thread.sleep(10)
    }
}

private fun click(context: AccessibleContext): String {
    val (x, y) = onSwing {
        val place = context.accessibleComponent.locationOnScreen
        val size = context.accessibleComponent.size
        place.x + size.width / 2 to place.y + size.height / 2
    }
    robot.mouseMove(x, y)
    robot.mousePress(InputEvent.BUTTON1_DOWN_MASK)
    robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK)
    return "$x $y"
}

private fun type(character: Char) {
    val code = KeyEvent.getExtendedKeyCodeForChar(character.code)
    val shift = character.isUpperCase()
    if (shift) robot.keyPress(KeyEvent.VK_SHIFT)
    robot.keyPress(code)
    robot.keyRelease(code)
    if (shift) robot.keyRelease(KeyEvent.VK_SHIFT)
}

private fun press(names: List<String>): String {
    val codes = names.map { KeyEvent::class.java.getField("VK_$it").getInt(null) }
    codes.forEach(robot::keyPress)
    codes.asReversed().forEach(robot::keyRelease)
    return ""
}

private fun everything(of: Accessible): List<AccessibleContext> {
    val context = of.accessibleContext ?: return emptyList()
    return listOf(context) + (0 until context.accessibleChildrenCount)
        .mapNotNull(context::getAccessibleChild).flatMap(::everything)
}

/** By its whole name or one part of it, never by a piece of a word: "Back" is not "Back 10 seconds". */
private fun AccessibleContext.isCalled(text: String): Boolean =
    sequenceOf(accessibleName, accessibleDescription).filterNotNull().any { it == text || text in it.split(", ", ". ") }

private fun AccessibleContext.words(): String = listOfNotNull(accessibleName, accessibleDescription).joinToString(" · ")

private fun AccessibleContext.isVisible(): Boolean = accessibleComponent?.isShowing ?: false

private fun inWords(context: AccessibleContext) = "${context.accessibleRole} ${context.words()} ${context.accessibleStateSet}"

private fun <T> onSwing(work: () -> T): T {
    var result: Result<T>? = null
    SwingUtilities.invokeAndWait { result = runCatching(work) }
    return checkNotNull(result).getOrThrow()
}
