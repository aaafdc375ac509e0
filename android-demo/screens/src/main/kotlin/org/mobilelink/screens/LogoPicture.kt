package org.mobilelink.screens

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilelink.app.Logo

/** Reads PNG or JPEG in the platform's way; none for what is no picture. */
internal val LocalPictures = staticCompositionLocalOf<(ByteArray) -> ImageBitmap?> { { null } }

/** The logo of the company, or ours (LOGO-01). */
@Composable
internal fun LogoPicture(logo: Logo?, modifier: Modifier = Modifier) {
    val read = LocalPictures.current
    val picture = remember(logo) { logo?.let { read(it.bytes) } }
    if (picture == null) {
        OurLogo(modifier)
    } else {
        Image(
            picture,
            say(Phrase.HOME_LOGO),
            modifier.heightIn(max = 72.dp).widthIn(max = 240.dp),
            contentScale = ContentScale.Fit,
        )
    }
}

/** A voice on a rounded ground. */
@Composable
private fun OurLogo(modifier: Modifier) {
    val ground = MaterialTheme.colorScheme.primary
    val voice = MaterialTheme.colorScheme.onPrimary
    val spoken = say(Phrase.HOME_OUR_LOGO)
    Canvas(
        modifier.size(56.dp).semantics {
            contentDescription = spoken
            role = Role.Image
        },
    ) {
        drawRoundRect(ground, cornerRadius = CornerRadius(size.width * 0.28f))
        val heights = listOf(0.16f, 0.42f, 0.62f, 0.34f, 0.5f, 0.16f)
        val step = size.width * 0.68f / (heights.size - 1)
        heights.forEachIndexed { bar, height ->
            val x = size.width * 0.16f + bar * step
            val half = size.height * height / 2
            drawLine(
                voice, Offset(x, center.y - half), Offset(x, center.y + half),
                strokeWidth = size.width * 0.065f, cap = StrokeCap.Round,
            )
        }
    }
}
