package org.mobilelink.story

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.SemanticsNodeInteractionsProvider
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import org.mobilelink.screens.Phrase
import org.mobilelink.screens.Words

/**
 * What a person does in the demo, in the words of the screens: the same on the desktop and on Android.
 *
 * [await] waits in real time, because the SDK works in real time.
 */
class DemoStory(
    private val ui: SemanticsNodeInteractionsProvider,
    private val words: Words,
    private val await: (() -> Boolean) -> Unit,
) {
    /** Demo mode is chosen and entered (ML-10, ML-70). */
    fun signIn() {
        press(Phrase.SIGN_IN_DEMO)
        press(Phrase.SIGN_IN_ACTION_DEMO)
        seen(hasText(words.say(Phrase.HOME_NOTHING_NEW)) or isNewCount())
        seen(hasText(words.say(Phrase.DEMO_LABEL)))
    }

    /** The presence is chosen, and Home shows it (ML-30). */
    fun setPresence(to: Phrase) {
        seen(isPresenceCard).performClick()
        seen(hasText(words.say(to)) and hasClickAction()).performScrollTo().performClick()
        seen(hasText(words.say(to)) and SemanticsMatcher.expectValue(SemanticsProperties.Selected, true)).assertIsSelected()
        back()
        seen(isPresenceCard and hasText(words.say(to))).assertIsDisplayed()
    }

    fun newMessages(): Int = words.numberIn(seen(isNewCount()).texts().first { it.first().isDigit() })

    fun openInbound() {
        press(Phrase.INBOUND_TITLE)
        seen(isRow(Phrase.INBOUND_NEW))
    }

    /** The newest message that is new is opened and plays at once (ML-40, ML-42). Returns its words in the list. */
    fun hearNewMessage(): List<String> {
        val row = seen(isRow(Phrase.INBOUND_NEW))
        val texts = row.texts()
        row.performClick()
        seen(hasContentDescription(words.say(Phrase.PLAYER_PAUSE)))
        return texts
    }

    /** Bold is gone: heard messages are seen (ML-41). */
    fun isHeard(texts: List<String>) {
        seen(isRow(Phrase.INBOUND_HEARD) and hasAll(texts))
    }

    /** Deleted in the player (ML-43); its row is gone, and can be taken back. */
    fun deleteAndUndo(texts: List<String>) {
        seen(hasAll(texts) and hasClickAction()).performClick()
        seen(hasText(words.say(Phrase.PLAYER_DELETE)) and hasClickAction()).performClick()
        seen(hasText(words.say(Phrase.UNDO)))
        gone(hasAll(texts) and hasClickAction())
        press(Phrase.UNDO)
        seen(hasAll(texts) and hasClickAction()).assertIsDisplayed()
        gone(hasText(words.say(Phrase.UNDO)))
    }

    fun back() {
        seen(hasContentDescription(words.say(Phrase.BACK))).performClick()
    }

    fun press(phrase: Phrase) {
        seen(hasText(words.say(phrase)) and hasClickAction() and isEnabled()).performClick()
    }

    /** The first that fits, as soon as there is one. */
    fun seen(what: SemanticsMatcher): SemanticsNodeInteraction {
        await { ui.onAllNodes(what).fetchSemanticsNodes(atLeastOneRootRequired = false).isNotEmpty() }
        return ui.onAllNodes(what).onFirst()
    }

    fun gone(what: SemanticsMatcher) =
        await { ui.onAllNodes(what).fetchSemanticsNodes(atLeastOneRootRequired = false).isEmpty() }

    private val isPresenceCard = SemanticsMatcher("changes the presence") {
        it.config.getOrNull(SemanticsActions.OnClick)?.label == words.say(Phrase.HOME_PRESENCE_CHANGE)
    }

    private fun isNewCount() = SemanticsMatcher("counts new messages") { node ->
        val texts = node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
        words.say(Phrase.INBOUND_TITLE) in texts && texts.any { words.numberIn(it) > 0 }
    }

    private fun isRow(freshness: Phrase) =
        SemanticsMatcher.expectValue(SemanticsProperties.StateDescription, words.say(freshness)) and hasClickAction()

    private fun hasAll(texts: List<String>) = texts.map { hasText(it) }.reduce(SemanticsMatcher::and)

    private fun SemanticsNodeInteraction.texts(): List<String> =
        fetchSemanticsNode().config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }

    private fun Words.numberIn(text: String): Int = (1..99).firstOrNull {
        text == say(if (it == 1) Phrase.HOME_NEW_ONE else Phrase.HOME_NEW_OTHER, it)
    } ?: 0
}
