package org.mobilelink.screens

import androidx.compose.material3.ColorScheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color

/** A meaning in colour: alone on the surface, or a filled shape with words on it. Never without word or icon. */
@Immutable
data class Tone(val content: Color, val container: Color, val onContainer: Color)

/** Status colours are roles of our own: the theme's error turns pink in the dark and says something else. */
@Immutable
data class StatusTones(val on: Tone, val trying: Tone, val failed: Tone, val off: Tone)

/** Behind initials; which one is chosen by the name, so that a person keeps a colour. */
@Immutable
data class Palette(val status: StatusTones, val people: List<Tone>)

internal val LocalPalette = staticCompositionLocalOf { lightPalette }

val lightScheme: ColorScheme = lightColorScheme(
    primary = Color(0xFF0B5C7A), onPrimary = Color.White,
    primaryContainer = Color(0xFFD2EAF4), onPrimaryContainer = Color(0xFF063545),
    secondary = Color(0xFF4A626E), onSecondary = Color.White,
    secondaryContainer = Color(0xFFDCE8EE), onSecondaryContainer = Color(0xFF1F333D),
    tertiary = Color(0xFF5B5B8A), onTertiary = Color.White,
    tertiaryContainer = Color(0xFFE3E1F7), onTertiaryContainer = Color(0xFF2B2B56),
    background = Color(0xFFFBFCFD), onBackground = Color(0xFF161C1F),
    surface = Color(0xFFFBFCFD), onSurface = Color(0xFF161C1F),
    surfaceVariant = Color(0xFFE0E8EC), onSurfaceVariant = Color(0xFF48545A),
    surfaceContainerLowest = Color.White, surfaceContainerLow = Color(0xFFF2F6F8),
    surfaceContainer = Color(0xFFECF1F4), surfaceContainerHigh = Color(0xFFE6ECEF),
    surfaceContainerHighest = Color(0xFFE0E7EA), surfaceTint = Color(0xFF0B5C7A),
    outline = Color(0xFF6A767C), outlineVariant = Color(0xFFD3DCE0),
    inverseSurface = Color(0xFF263137), inverseOnSurface = Color(0xFFEEF3F5), inversePrimary = Color(0xFF7FD0EE),
    error = Color(0xFFB3261E), onError = Color.White,
    errorContainer = Color(0xFFFBE4E2), onErrorContainer = Color(0xFF6E1410),
)

val darkScheme: ColorScheme = darkColorScheme(
    primary = Color(0xFF7FD0EE), onPrimary = Color(0xFF00354A),
    primaryContainer = Color(0xFF0F465D), onPrimaryContainer = Color(0xFFD0EEFA),
    secondary = Color(0xFFB2CAD6), onSecondary = Color(0xFF1C333E),
    secondaryContainer = Color(0xFF2E4049), onSecondaryContainer = Color(0xFFD6E5EC),
    tertiary = Color(0xFFC4C3EC), onTertiary = Color(0xFF2D2D59),
    tertiaryContainer = Color(0xFF3D3D66), onTertiaryContainer = Color(0xFFE3E1F7),
    background = Color(0xFF101416), onBackground = Color(0xFFE2E7EA),
    surface = Color(0xFF101416), onSurface = Color(0xFFE2E7EA),
    surfaceVariant = Color(0xFF3C464B), onSurfaceVariant = Color(0xFFB9C5CB),
    surfaceContainerLowest = Color(0xFF0B0F11), surfaceContainerLow = Color(0xFF181D20),
    surfaceContainer = Color(0xFF1D2326), surfaceContainerHigh = Color(0xFF262D31),
    surfaceContainerHighest = Color(0xFF30383C), surfaceTint = Color(0xFF7FD0EE),
    outline = Color(0xFF88959B), outlineVariant = Color(0xFF333D42),
    inverseSurface = Color(0xFFE2E7EA), inverseOnSurface = Color(0xFF263137), inversePrimary = Color(0xFF0B5C7A),
    error = Color(0xFFFFB4AB), onError = Color(0xFF601410),
    errorContainer = Color(0xFF5A1C18), onErrorContainer = Color(0xFFFFDAD6),
)

val lightPalette: Palette = Palette(
    StatusTones(
        on = Tone(Color(0xFF1B7F4B), Color(0xFFDDF2E6), Color(0xFF105B34)),
        trying = Tone(Color(0xFF8A5A00), Color(0xFFFBEBCB), Color(0xFF664200)),
        failed = Tone(Color(0xFFB3261E), Color(0xFFFBE4E2), Color(0xFF8A1B15)),
        off = Tone(Color(0xFF5C686E), Color(0xFFE6ECEF), Color(0xFF414D53)),
    ),
    listOf(
        Tone(Color(0xFF0B5C7A), Color(0xFFD2EAF4), Color(0xFF084A63)),
        Tone(Color(0xFF4F4F9E), Color(0xFFE4E3F8), Color(0xFF3F3F85)),
        Tone(Color(0xFF8A3E6B), Color(0xFFF8E0ED), Color(0xFF733056)),
        Tone(Color(0xFF8A4B1F), Color(0xFFFAE5D6), Color(0xFF723B14)),
        Tone(Color(0xFF2F6B3C), Color(0xFFDDF0E0), Color(0xFF22562D)),
        Tone(Color(0xFF5E6013), Color(0xFFEFF0CE), Color(0xFF4A4C0B)),
    ),
)

val darkPalette: Palette = Palette(
    StatusTones(
        on = Tone(Color(0xFF6FDDA0), Color(0xFF123D28), Color(0xFF9DEBBF)),
        trying = Tone(Color(0xFFFFC46B), Color(0xFF4A3204), Color(0xFFFFD899)),
        failed = Tone(Color(0xFFFFB4AB), Color(0xFF5A1C18), Color(0xFFFFCFC9)),
        off = Tone(Color(0xFFA3B0B6), Color(0xFF2B3338), Color(0xFFC3CED3)),
    ),
    listOf(
        Tone(Color(0xFF7FD0EE), Color(0xFF0F465D), Color(0xFFB6E4F6)),
        Tone(Color(0xFFC0C0F5), Color(0xFF37376E), Color(0xFFD5D4FA)),
        Tone(Color(0xFFF2B3D5), Color(0xFF5A2A46), Color(0xFFF9CDE3)),
        Tone(Color(0xFFF4BC94), Color(0xFF573318), Color(0xFFF9D2B6)),
        Tone(Color(0xFF9FD6A9), Color(0xFF21472A), Color(0xFFBCE5C4)),
        Tone(Color(0xFFD0D283), Color(0xFF40410F), Color(0xFFE0E2A5)),
    ),
)
