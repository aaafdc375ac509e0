package org.mobilelink.screens

import androidx.compose.foundation.ExperimentalFoundationApi
import androidx.compose.foundation.onFocusedBoundsChanged
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.neverEqualPolicy
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.drawWithContent
import androidx.compose.ui.focus.FocusDirection
import androidx.compose.ui.focus.FocusManager
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isShiftPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.input.key.onPreviewKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.input.pointer.PointerEventPass
import androidx.compose.ui.input.pointer.PointerEventType
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.layout.LayoutCoordinates
import androidx.compose.ui.layout.onGloballyPositioned
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.unit.dp

/** The key that shows what can be done with a row, as the platform numbers it. */
internal val LocalMenuKey = staticCompositionLocalOf { Key.Menu }

/** Up and down lead from control to control, and a ring is around the one that the keys are on. */
@OptIn(ExperimentalFoundationApi::class)
@Composable
internal fun Modifier.forKeyboards(): Modifier {
    val focus = LocalFocusManager.current
    var focused by remember { mutableStateOf<LayoutCoordinates?>(null, neverEqualPolicy()) }
    return focusRing { focused?.takeIf { it.isAttached } }
        .onFocusedBoundsChanged { focused = it }
        .onKeyEvent { it.type == KeyEventType.KeyDown && focus.follow(it, isNowhere = focused?.isAttached != true) }
}

/** Down begins at the first control, and ends at the last: it does not come round as Tab does. */
private fun FocusManager.follow(event: KeyEvent, isNowhere: Boolean): Boolean = when (event.key) {
    Key.DirectionDown -> moveFocus(FocusDirection.Down) || isNowhere && moveFocus(FocusDirection.Next)
    Key.DirectionUp -> moveFocus(FocusDirection.Up)
    else -> false
}

/** A field of several lines would keep the key for itself, and nobody without a mouse would get out of it. */
@Composable
internal fun Modifier.leftByTab(): Modifier {
    val focus = LocalFocusManager.current
    return onPreviewKeyEvent { event ->
        val leaves = event.key == Key.Tab
        if (leaves && event.type == KeyEventType.KeyDown) {
            focus.moveFocus(if (event.isShiftPressed) FocusDirection.Previous else FocusDirection.Next)
        }
        leaves
    }
}

/** Dark and light, so that it stands out from whatever is beneath (WCAG 1.4.11); fingers and mice see where they are. */
@Composable
private fun Modifier.focusRing(focused: () -> LayoutCoordinates?): Modifier {
    var here by remember { mutableStateOf<LayoutCoordinates?>(null) }
    var byKeys by remember { mutableStateOf(false) }
    val (dark, light) = MaterialTheme.colorScheme.run { onSurface to surface }
    return onPreviewKeyEvent { false.also { byKeys = true } }
        .pointerInput(Unit) {
            awaitPointerEventScope {
                while (true) {
                    if (awaitPointerEvent(PointerEventPass.Initial).type == PointerEventType.Press) byKeys = false
                }
            }
        }
        .onGloballyPositioned { here = it }
        .drawWithContent {
            drawContent()
            val control = if (byKeys) focused() else null
            val area = control?.let { here?.takeIf { root -> root.isAttached }?.localBoundingBoxOf(it) }
            if (area != null) ring(area, dark, light)
        }
}

private fun DrawScope.ring(around: Rect, dark: Color, light: Color) {
    for ((inset, colour) in listOf(1.dp to dark, 3.dp to light)) {
        val line = around.deflate(inset.toPx())
        drawRoundRect(colour, line.topLeft, line.size, CornerRadius(8.dp.toPx()), Stroke(2.dp.toPx()))
    }
}
