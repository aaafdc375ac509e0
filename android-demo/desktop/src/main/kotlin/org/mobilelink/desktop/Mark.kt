package org.mobilelink.desktop

import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.painter.Painter

/** The app's icon: the two reels of a message, linked. The same as `ic_mark.xml` of Android. */
internal object Mark : Painter() {
    private val brand = Color(0xFF0B5C7A)
    private val light = Color(0xFF7FD0EE)

    override val intrinsicSize = Size(128f, 128f)

    override fun DrawScope.onDraw() {
        val unit = size.minDimension / 64f
        val thick = 5 * unit
        drawRoundRect(brand, cornerRadius = CornerRadius(14 * unit))
        drawCircle(Color.White, 9 * unit, Offset(21 * unit, 27 * unit), style = Stroke(thick))
        drawCircle(light, 9 * unit, Offset(43 * unit, 27 * unit), style = Stroke(thick))
        drawLine(Color.White, Offset(21 * unit, 36 * unit), Offset(43 * unit, 36 * unit), thick)
        drawLine(light, Offset(21 * unit, 48 * unit), Offset(43 * unit, 48 * unit), thick, StrokeCap.Round)
    }
}
