package org.mobilelink.screens

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp
import org.mobilelink.app.Appearance

/** True when nothing may move that need not. */
internal val LocalCalmMotion = staticCompositionLocalOf { false }

/** Colours, type and language of the app; everything of ours is drawn inside of it. */
@Composable
fun MobileLinkTheme(
    words: Words,
    appearance: Appearance = Appearance.System,
    calmMotion: Boolean = false,
    content: @Composable () -> Unit,
) {
    val dark = when (appearance) {
        Appearance.System -> isSystemInDarkTheme()
        Appearance.Light -> false
        Appearance.Dark -> true
    }
    MaterialTheme(if (dark) darkScheme else lightScheme, shapes = shapes, typography = typography) {
        CompositionLocalProvider(
            LocalWords provides ofTheDay(words),
            LocalCalmMotion provides calmMotion,
            LocalPalette provides if (dark) darkPalette else lightPalette,
            LocalContentColor provides MaterialTheme.colorScheme.onSurface,
            content = content,
        )
    }
}

private val shapes = Shapes(
    small = RoundedCornerShape(10.dp),
    medium = RoundedCornerShape(16.dp),
    large = RoundedCornerShape(22.dp),
)

private val typography = Typography().run {
    copy(
        headlineMedium = headlineMedium.copy(fontWeight = FontWeight.SemiBold, fontSize = 26.sp, lineHeight = 32.sp),
        headlineSmall = headlineSmall.copy(fontWeight = FontWeight.SemiBold, fontSize = 22.sp, lineHeight = 28.sp),
        titleLarge = titleLarge.copy(fontWeight = FontWeight.SemiBold, fontSize = 20.sp, lineHeight = 25.sp),
        titleMedium = titleMedium.copy(fontWeight = FontWeight.Medium, letterSpacing = 0.em, lineHeight = 22.sp),
        bodyLarge = bodyLarge.copy(letterSpacing = 0.em, lineHeight = 23.sp),
        bodyMedium = bodyMedium.copy(letterSpacing = 0.em),
        bodySmall = bodySmall.copy(letterSpacing = 0.em, fontSize = 13.sp, lineHeight = 18.sp),
        labelLarge = labelLarge.copy(letterSpacing = 0.em, fontWeight = FontWeight.SemiBold),
        labelMedium = labelMedium.copy(letterSpacing = 0.em, fontWeight = FontWeight.SemiBold),
    )
}

/** What people wrote runs in the direction of its own language. */
internal val TextStyle.ofItself: TextStyle
    get() = copy(textDirection = TextDirection.Content)

/** As numbers run. */
internal val TextStyle.leftToRight: TextStyle
    get() = copy(textDirection = TextDirection.Ltr)

/** A bare telephone number runs from left to right everywhere, and keeps its side of the row. */
@Composable
@ReadOnlyComposable
internal fun TextStyle.nameOrNumber(text: String): TextStyle = when {
    text.any(Char::isLetter) || text.isEmpty() -> this
    LocalLayoutDirection.current == LayoutDirection.Ltr -> this
    else -> leftToRight.copy(textAlign = TextAlign.Right)
}

/** A length that grows with the type, as icons and lamps must. */
internal val Dp.withType: Dp
    @Composable @ReadOnlyComposable
    get() = this * LocalDensity.current.fontScale.coerceIn(1f, 2f)

/** Whether the type is so large that things which stood side by side go below each other. */
internal val largeType: Boolean
    @Composable @ReadOnlyComposable
    get() = LocalDensity.current.fontScale >= 1.4f
