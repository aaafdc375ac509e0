package org.mobilelink.screens

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.*
import androidx.compose.ui.unit.Density
import java.time.Duration
import java.time.ZoneOffset
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.*
import org.mobilelink.app.fixtures.Samples

/** Fingers, mouse, keys and screen readers reach the same deeds. */
@OptIn(ExperimentalTestApi::class)
class HandsTest {
    private val light = Style.Light.settings
    private val inbound = FixedApp(Screen.Home, Screen.Inbound, settings = light)
    private val player = FixedApp(Screen.Home, Screen.Inbound, Screen.Player("1017"), settings = light)

    @Test
    fun `a tap opens a message (ML-42)`() = on(inbound) {
        onNodeWithText("Priya Nair").performClick()
        assertEquals(listOf<Any>(InboundEvent.Open("1017")), inbound.done)
    }

    @Test
    fun `a swipe towards the start deletes, towards the end marks (ML-41)`() = on(inbound) {
        onNodeWithText("Priya Nair").performTouchInput { swipeLeft() }
        waitForIdle()
        onNodeWithText("Leila Haddad", useUnmergedTree = false).performTouchInput { swipeRight() }
        waitForIdle()
        assertEquals(listOf<Any>(InboundEvent.Delete("1017"), InboundEvent.MarkSeen("1018", seen = true)), inbound.done)
    }

    @Test
    fun `a long press offers to mark and to delete (ML-41)`() = on(inbound) {
        onNodeWithText("Priya Nair").performTouchInput { longClick() }
        onNodeWithText("Mark as heard").performClick()
        assertEquals(listOf<Any>(InboundEvent.MarkSeen("1017", seen = true)), inbound.done)
    }

    @Test
    fun `the right button, the menu key and its substitute offer the same`() {
        val ways = listOf<SemanticsNodeInteraction.() -> Unit>(
            { performMouseInput { rightClick() } },
            { requestFocus().performKeyInput { pressKey(Key.Menu) } },
            { requestFocus().performKeyInput { withKeyDown(Key.ShiftLeft) { pressKey(Key.F10) } } },
        )
        for (way in ways) {
            val app = FixedApp(Screen.Home, Screen.Inbound, settings = light)
            on(app) {
                onNodeWithText("Priya Nair").way()
                onNodeWithText("Delete").performClick()
                assertEquals(listOf<Any>(InboundEvent.Delete("1017")), app.done)
            }
        }
    }

    @Test
    fun `delete on the keyboard deletes the row that has the focus`() = on(inbound) {
        onNodeWithText("Priya Nair").requestFocus().performKeyInput { pressKey(Key.Delete) }
        assertEquals(listOf<Any>(InboundEvent.Delete("1017")), inbound.done)
    }

    @Test
    fun `a screen reader has actions in place of the swipe`() = on(inbound) {
        val row = onNodeWithText("Priya Nair").fetchSemanticsNode()
        val actions = row.config[SemanticsActions.CustomActions]
        assertEquals(listOf("Mark as heard", "Delete"), actions.map { it.label })
        assertEquals("New", row.config.getOrNull(SemanticsProperties.StateDescription))
        runOnUiThread { actions.last().action() }
        assertEquals(listOf<Any>(InboundEvent.Delete("1017")), inbound.done)
    }

    @Test
    fun `undo takes a deletion back (ML-41)`() {
        val undo = FixedApp(Screen.Home, Screen.Inbound, settings = light, inbound = Samples.inboundUndo)
        on(undo) {
            onNodeWithText("Undo").performClick()
            assertEquals(listOf<Any>(InboundEvent.UndoDelete), undo.done)
        }
    }

    @Test
    fun `space plays and pauses, arrows jump ten seconds, escape leads back`() = on(player) {
        onRoot().performKeyInput {
            pressKey(Key.Spacebar)
            pressKey(Key.DirectionRight)
            pressKey(Key.DirectionLeft)
            pressKey(Key.Escape)
        }
        val wanted = listOf(PlayerEvent.PlayPause, PlayerEvent.Forward10, PlayerEvent.Back10, FrameEvent.Back)
        assertEquals(wanted, player.done)
    }

    @Test
    fun `the focus comes back to the row that a message was opened from, in one pane and beside it`() =
        listOf(Style.Light, Style.Tablet).forEach { style ->
            val app = FixedApp(Screen.Home, Screen.Inbound, settings = light)
            on(app, style) {
                onNodeWithText("Leila Haddad").requestFocus().performKeyInput { pressKey(Key.Enter) }
                assertEquals(listOf<Any>(InboundEvent.Open("1018")), app.done)
                app.screens.value += Screen.Player("1018")
                waitForIdle()
                onNodeWithContentDescription("Pause").assertExists()
                app.screens.value -= Screen.Player("1018")
                waitForIdle()
                onNodeWithText("Leila Haddad").assertIsFocused()
            }
        }

    @Test
    fun `a row that was deleted meanwhile gets no focus when it is there again (ML-41)`() =
        listOf(Style.Light, Style.Tablet).forEach { style ->
            val app = FixedApp(Screen.Home, Screen.Inbound, settings = light)
            on(app, style) {
                val all = app.inbox.value.content as Content.Ready
                onNodeWithText("Priya Nair").requestFocus().performKeyInput { pressKey(Key.Enter) }
                app.screens.value += Screen.Player("1017")
                waitForIdle()
                app.inbox.value = app.inbox.value.copy(content = Content.Ready(all.items.filter { it.id != "1017" }))
                app.screens.value -= Screen.Player("1017")
                waitForIdle()
                onNodeWithText("Priya Nair").assertDoesNotExist()
                app.inbox.value = app.inbox.value.copy(content = all)
                waitForIdle()
                onNodeWithText("Priya Nair").assertIsNotFocused()
            }
        }

    @Test
    fun `from the list one comes back to its row at home`() {
        val app = FixedApp(Screen.Home, settings = light)
        on(app) {
            onNodeWithText("Conferences").requestFocus().performKeyInput { pressKey(Key.Enter) }
            app.screens.value += Screen.Conferences
            waitForIdle()
            app.screens.value -= Screen.Conferences
            waitForIdle()
            onNodeWithText("Conferences").assertIsFocused()
        }
    }

    @Test
    fun `enter opens a message that was sent (ML-50)`() {
        val app = FixedApp(Screen.Home, Screen.Outbound, settings = light)
        on(app) {
            onNodeWithText("Carol Castellanos", substring = true).requestFocus().performKeyInput { pressKey(Key.Enter) }
            assertEquals(listOf<Any>(OutboundEvent.Open("2003")), app.done)
        }
    }

    @Test
    fun `enter behind the password signs in, and not before there is enough to sign in with (ML-11)`() {
        val ready = FixedApp(Screen.SignIn, settings = light)
        on(ready) {
            onNodeWithText("Password").requestFocus().performKeyInput { pressKey(Key.Enter) }
            assertEquals(listOf<Any>(SignInEvent.SignIn), ready.done.filterIsInstance<SignInEvent.SignIn>())
        }
        val empty = FixedApp(Screen.SignIn, settings = light, signIn = Samples.signInFirst)
        on(empty) {
            onNodeWithText("Password").requestFocus().performKeyInput { pressKey(Key.Enter) }
            assertEquals(emptyList<Any>(), empty.done.filterIsInstance<SignInEvent.SignIn>())
        }
    }

    @Test
    fun `the waveform is a slider for a screen reader, and a tap goes there`() = on(player) {
        val tape = onNode(SemanticsMatcher.keyIsDefined(SemanticsActions.SetProgress))
        tape.performSemanticsAction(SemanticsActions.SetProgress) { it(6_000f) }
        tape.performTouchInput { click(center) }
        val seeks = player.done.filterIsInstance<PlayerEvent.Seek>().map { it.positionMs }
        assertEquals(6_000L, seeks.first())
        assertTrue("$seeks", seeks.last() in 3_600L..3_800L)
        assertEquals("3 seconds of 7 seconds", tape.fetchSemanticsNode().config[SemanticsProperties.StateDescription])
    }

    @Test
    fun `nobody can reply to a caller from outside (ML-43)`() = on(player) {
        onNodeWithText("Reply").assertDoesNotExist()
        onNodeWithText("Forward").assertExists()
    }

    @Test
    fun `in evaluation messages and conferences are shown and disabled (ML-03)`() {
        val app = FixedApp(Screen.Home, settings = light, home = Samples.homeEvaluation)
        on(app) {
            val locked = listOf("Inbound Messages", "Outbound Messages", "Conferences")
            locked.forEach { onNodeWithText(it).assertIsNotEnabled() }
            onNodeWithText("Busy").performClick()
            assertEquals(listOf<Any>(HomeEvent.OpenPresence), app.done)
        }
    }

    @Test
    fun `a presence is one of a group and says whether it is chosen`() {
        val app = FixedApp(Screen.Home, Screen.Presence, settings = light)
        on(app) {
            onNodeWithText("In Office").assertIsSelected()
            onNodeWithText("Away").assertIsNotSelected().performClick()
            assertEquals(listOf<Any>(PresenceEvent.Choose(org.mobilelink.wire.Presence.AWAY)), app.done)
        }
    }

    @Test
    fun `arrows lead from row to row, and back to where one was`() = on(inbound) {
        onNodeWithText("Leila Haddad").requestFocus().performKeyInput { pressKey(Key.DirectionDown) }
        onNodeWithText("Priya Nair").assertIsFocused().performKeyInput { pressKey(Key.DirectionUp) }
        onNodeWithText("Leila Haddad").assertIsFocused()
    }

    @Test
    fun `the arrow down stays on the last row`() {
        val home = FixedApp(Screen.Home, settings = light)
        on(home) {
            onNodeWithText("People").requestFocus().performKeyInput { pressKey(Key.DirectionDown) }
            onNodeWithText("People").assertIsFocused()
        }
    }

    @Test
    fun `after a deletion the keyboard goes on from the next row (ML-41)`() = on(inbound) {
        onNodeWithText("Leila Haddad").requestFocus().performKeyInput { pressKey(Key.Delete) }
        assertEquals(listOf<Any>(InboundEvent.Delete("1018")), inbound.done)
        onNodeWithText("Priya Nair").assertIsFocused()
    }

    @Test
    fun `the ring around what the keyboard is on stands out, and there is none for a mouse`() =
        listOf(Style.Light, Style.Dark).forEach { style ->
            val app = FixedApp(Screen.Home, Screen.Inbound, settings = style.settings)
            on(app, style) {
                val row = onNodeWithText("Priya Nair")
                val plain = row.captureToImage().toPixelMap()
                onNodeWithText("Leila Haddad").requestFocus().performKeyInput { pressKey(Key.DirectionDown) }
                val ringed = row.captureToImage().toPixelMap()
                val top = (0..5).maxOf { y -> contrast(ringed[ringed.width / 2, y], plain[plain.width / 2, y]) }
                assertTrue("$style: $top", top >= 3f)
                row.performMouseInput { click() }
                val clicked = row.captureToImage().toPixelMap()
                assertTrue((0..5).all { y -> contrast(clicked[clicked.width / 2, y], plain[plain.width / 2, y]) < 1.5f })
            }
        }

    @Test
    fun `before the sign-in there is no link to be told of`() = on(FixedApp(Screen.SignIn, settings = light)) {
        onNodeWithText("Disconnected", substring = true).assertDoesNotExist()
        onNodeWithContentDescription("Disconnected", substring = true).assertDoesNotExist()
    }

    @Test
    fun `tab leads out of the note of a presence, with large type too`() =
        listOf(Style.Light, Style.Large).forEach { style ->
            val app = FixedApp(Screen.Home, Screen.Presence, settings = light)
            on(app, style) {
                val note = onNode(hasSetTextAction())
                note.requestFocus().performKeyInput { pressKey(Key.Tab) }
                note.assertIsNotFocused()
                onNodeWithText("In Office").assertIsFocused()
                onNodeWithText("In Office").performKeyInput { withKeyDown(Key.ShiftLeft) { pressKey(Key.Tab) } }
                note.assertIsFocused()
                assertEquals(emptyList<Any>(), app.done)
            }
        }

    @Test
    fun `at midnight the clock of a message becomes its date`() {
        var now = Samples.now
        runDesktopComposeUiTest(Style.Light.width, Style.Light.height) {
            setContent { MobileLinkScreens(inbound, ResourceWords(Style.Light.locale, ZoneOffset.UTC) { now }) }
            onNodeWithText("2:52", substring = true).assertExists()
            mainClock.advanceTimeBy(2 * LOOK_AGAIN_MS)
            onNodeWithText("2:52", substring = true).assertExists()
            now = now.plus(Duration.ofDays(1))
            mainClock.advanceTimeBy(2 * LOOK_AGAIN_MS)
            onNodeWithText("2:52", substring = true).assertDoesNotExist()
        }
    }

    @Test
    fun `signing out asks first`() {
        val app = FixedApp(Screen.Home, Screen.Status, settings = light)
        on(app) {
            onNodeWithText("Sign out").performScrollTo().performClick()
            assertEquals(emptyList<Any>(), app.done)
            onAllNodesWithText("Sign out").onLast().performClick()
            assertEquals(listOf<Any>(StatusEvent.SignOut), app.done)
        }
    }

    @Test
    fun `with type of 200 percent every deed of the player comes to be above its bar (ML-43)`() {
        val app = FixedApp(Screen.Home, Screen.Inbound, Screen.Player("1017"), settings = light)
        on(app, Style.Large) {
            val bar = onNodeWithContentDescription("Pause").fetchSemanticsNode().boundsInRoot.top
            listOf("Forward", "Mark as new", "Delete").forEach { deed ->
                val node = onNodeWithText(deed).performScrollTo().fetchSemanticsNode()
                assertEquals(deed, node.size.height.toFloat(), node.boundsInRoot.height, 1f)
                assertTrue(deed, node.boundsInRoot.bottom < bar)
            }
        }
    }

    private fun on(app: FixedApp, style: Style = Style.Light, deeds: DesktopComposeUiTest.() -> Unit) =
        runDesktopComposeUiTest(style.width, style.height) {
            setContent {
                CompositionLocalProvider(LocalDensity provides Density(1f, style.fontScale)) { Show(app, style) }
            }
            waitForIdle()
            deeds()
        }
}
