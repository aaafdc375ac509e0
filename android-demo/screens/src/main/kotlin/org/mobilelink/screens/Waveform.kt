package org.mobilelink.screens

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.focusable
import androidx.compose.foundation.gestures.detectHorizontalDragGestures
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.semantics.ProgressBarRangeInfo
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.progressBarRangeInfo
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.setProgress
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp

/**
 * The loudness of a message as bars; tap or pull to go anywhere. For a screen reader it is a slider.
 *
 * Always runs from left to right: it shows a tape, not a text.
 */
@Composable
internal fun Waveform(
    peaks: List<Int>,
    positionMs: Long,
    durationMs: Long,
    onSeek: (Long) -> Unit,
    modifier: Modifier = Modifier,
) {
    var pulled by remember { mutableStateOf<Float?>(null) }
    var focused by remember { mutableStateOf(false) }
    val seek by rememberUpdatedState(onSeek)
    val length by rememberUpdatedState(durationMs.coerceAtLeast(1))
    val words = LocalWords.current
    val label = say(Phrase.PLAYER_POSITION)
    val spoken = say(
        Phrase.PLAYER_POSITION_OF,
        words.moments.spoken(words, positionMs),
        words.moments.spoken(words, durationMs),
    )
    val colours = MaterialTheme.colorScheme
    val played = colours.primary
    val ahead = colours.outline.copy(alpha = 0.8f)
    val part = pulled ?: (positionMs.toFloat() / length).coerceIn(0f, 1f)
    Canvas(
        modifier.fillMaxWidth().height(96.dp)
            .onFocusChanged { focused = it.isFocused }
            .focusable()
            .semantics {
                contentDescription = label
                stateDescription = spoken
                progressBarRangeInfo = ProgressBarRangeInfo(part * length, 0f..length.toFloat())
                setProgress { target -> seek(target.toLong().coerceIn(0, length)).let { true } }
            }
            .pointerInput(Unit) {
                detectTapGestures { seek((it.x / size.width * length).toLong().coerceIn(0, length)) }
            }
            .pointerInput(Unit) {
                detectHorizontalDragGestures(
                    onDragStart = { pulled = (it.x / size.width).coerceIn(0f, 1f) },
                    onDragCancel = { pulled = null },
                    onDragEnd = {
                        pulled?.let { seek((it * length).toLong()) }
                        pulled = null
                    },
                ) { change, _ -> pulled = (change.position.x / size.width).coerceIn(0f, 1f) }
            },
    ) {
        if (peaks.isEmpty()) line(part, played, ahead) else bars(peaks, part, played, ahead)
        val x = part * size.width
        drawLine(played, Offset(x, 0f), Offset(x, size.height), 2.dp.toPx(), StrokeCap.Round)
        drawCircle(played, 6.dp.toPx(), Offset(x, size.height - 6.dp.toPx()))
        if (focused) {
            drawRoundRect(played, cornerRadius = CornerRadius(8.dp.toPx()), style = Stroke(2.dp.toPx()))
        }
    }
}

/** As many bars as fit, each the loudest of the peaks it stands for. */
private fun DrawScope.bars(peaks: List<Int>, part: Float, played: Color, ahead: Color) {
    val step = BAR_STEP.toPx()
    val thick = BAR_THICK.toPx()
    val count = (size.width / step).toInt().coerceAtLeast(1)
    val tallest = size.height - 20.dp.toPx()
    for (bar in 0 until count) {
        val from = bar * peaks.size / count
        val to = ((bar + 1) * peaks.size / count).coerceAtLeast(from + 1)
        var peak = 0
        for (index in from until to.coerceAtMost(peaks.size)) peak = maxOf(peak, peaks[index])
        val height = (tallest * peak / LOUDEST).coerceAtLeast(thick)
        val x = bar * step + (step - thick) / 2
        drawRoundRect(
            if (x + thick / 2 <= part * size.width) played else ahead,
            topLeft = Offset(x, (size.height - height) / 2),
            size = Size(thick, height),
            cornerRadius = CornerRadius(thick / 2),
        )
    }
}

private fun DrawScope.line(part: Float, played: Color, ahead: Color) {
    val thick = 4.dp.toPx()
    val x = part * size.width
    drawLine(ahead, Offset(0f, center.y), Offset(size.width, center.y), thick, StrokeCap.Round)
    drawLine(played, Offset(0f, center.y), Offset(x, center.y), thick, StrokeCap.Round)
}

private val BAR_STEP = 5.dp
private val BAR_THICK = 3.dp
private const val LOUDEST = 255
