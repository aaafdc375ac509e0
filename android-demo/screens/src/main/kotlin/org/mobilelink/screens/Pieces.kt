package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.layout.wrapContentWidth
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Icon
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.text
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp

/** Keeps lines short enough to read, in the middle of a wide window. */
internal fun Modifier.readable(): Modifier = fillMaxWidth().wrapContentWidth().widthIn(max = 640.dp).fillMaxWidth()

/**
 * Says [words] in place of what is written, as one text among those of its row. A content description would not do: of
 * a row that has one, screen readers say that and none of its texts.
 */
internal fun Modifier.saysInstead(words: String): Modifier = clearAndSetSemantics { text = AnnotatedString(words) }

/** A decoration: what it shows is said by the words beside it. */
@Composable
internal fun Pictogram(
    icon: ImageVector,
    modifier: Modifier = Modifier,
    size: Dp = 24.dp,
    tint: Color = LocalContentColor.current,
    spoken: String? = null,
) = Icon(icon, contentDescription = spoken, modifier = modifier.size(size.withType), tint = tint)

@Composable
internal fun SectionTitle(text: String, modifier: Modifier = Modifier) = Text(
    text,
    modifier.fillMaxWidth().padding(start = 4.dp, top = 20.dp, bottom = 8.dp).semantics { heading() },
    style = MaterialTheme.typography.labelLarge,
    color = MaterialTheme.colorScheme.onSurfaceVariant,
)

/** Things that belong together, on one raised ground. */
@Composable
internal fun Panel(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) = Surface(
    modifier.fillMaxWidth(),
    shape = MaterialTheme.shapes.medium,
    color = MaterialTheme.colorScheme.surfaceContainerLow,
) { Column(content = content) }

/**
 * Words between an icon and what stands at the end.
 *
 * In large type icon and end stand above the words, which then have the whole width and break only between words.
 */
@Composable
internal fun Beside(
    icon: @Composable () -> Unit,
    modifier: Modifier = Modifier,
    end: @Composable RowScope.() -> Unit = {},
    words: @Composable ColumnScope.() -> Unit,
) {
    if (largeType) {
        Column(modifier, verticalArrangement = Arrangement.spacedBy(4.dp)) {
            Row(
                Modifier.fillMaxWidth(),
                verticalAlignment = Alignment.CenterVertically,
                horizontalArrangement = Arrangement.spacedBy(12.dp),
            ) {
                icon()
                Spacer(Modifier.weight(1f))
                end()
            }
            words()
        }
    } else {
        Row(
            modifier,
            verticalAlignment = Alignment.CenterVertically,
            horizontalArrangement = Arrangement.spacedBy(16.dp),
        ) {
            icon()
            Column(Modifier.weight(1f), content = words)
            end()
        }
    }
}

/** A row that leads somewhere: icon, words, and the mark that says that there is more (ML-24). */
@Composable
internal fun WayTo(
    icon: ImageVector,
    title: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    hint: String? = null,
    enabled: Boolean = true,
    strong: Boolean = false,
    trailing: @Composable () -> Unit = {},
) {
    val fading = if (enabled) 1f else 0.62f
    val colours = MaterialTheme.colorScheme
    Beside(
        { Pictogram(icon, tint = if (enabled) colours.primary else colours.onSurfaceVariant.copy(alpha = fading)) },
        modifier.fillMaxWidth().comesBack(title).clickable(enabled, role = Role.Button, onClick = onClick)
            .heightIn(min = 68.dp).padding(horizontal = 16.dp, vertical = 10.dp),
        end = {
            trailing()
            Pictogram(Pictograms.Chevron, size = 20.dp, tint = colours.onSurfaceVariant.copy(alpha = fading))
        },
    ) {
        Text(
            title,
            style = MaterialTheme.typography.titleMedium,
            fontWeight = if (strong) FontWeight.Bold else null,
            color = if (enabled) colours.onSurface else colours.onSurfaceVariant,
        )
        if (hint != null) {
            Text(hint, style = MaterialTheme.typography.bodySmall, color = colours.onSurfaceVariant)
        }
    }
}

/** Initials on a colour that stays with the name; a telephone for a bare number. */
@Composable
internal fun Initials(name: String, modifier: Modifier = Modifier, size: Dp = 44.dp) {
    val tones = LocalPalette.current.people
    val tone = remember(name, tones) { tones[Math.floorMod(name.hashCode(), tones.size)] }
    val letters = remember(name) { initialsOf(name) }
    Box(
        modifier.size(size.withType).clip(CircleShape).background(tone.container).clearAndSetSemantics {},
        contentAlignment = Alignment.Center,
    ) {
        if (letters.isEmpty()) {
            Pictogram(Pictograms.Phone, size = size * 0.5f, tint = tone.onContainer)
        } else {
            val style = MaterialTheme.typography.run { if (size > 60.dp) headlineMedium else titleMedium }
            Text(letters, style = style, color = tone.onContainer, fontWeight = FontWeight.SemiBold, maxLines = 1)
        }
    }
}

/** The first letters of the first and last word that begin with a letter; empty for a number. */
internal fun initialsOf(name: String): String {
    val words = name.split(' ').filter { it.firstOrNull()?.isLetter() == true }
    val ends = if (words.size > 1) listOf(words.first(), words.last()) else words
    return ends.joinToString("") { it.first().uppercase() }
}

/** A state as a filled shape with icon and word. */
@Composable
internal fun Pill(text: String, tone: Tone, modifier: Modifier = Modifier, icon: ImageVector? = null) = Row(
    modifier.clip(CircleShape).background(tone.container).padding(horizontal = 10.dp, vertical = 5.dp),
    verticalAlignment = Alignment.CenterVertically,
    horizontalArrangement = Arrangement.spacedBy(6.dp),
) {
    if (icon != null) Pictogram(icon, size = 16.dp, tint = tone.onContainer)
    Text(text, style = MaterialTheme.typography.labelMedium, color = tone.onContainer)
}

/** A sentence that must be seen, with what can be done about it. */
@Composable
internal fun Notice(
    icon: ImageVector,
    text: String,
    tone: Tone,
    modifier: Modifier = Modifier,
    action: @Composable () -> Unit = {},
) = Surface(modifier.fillMaxWidth(), shape = MaterialTheme.shapes.medium, color = tone.container) {
    Row(
        Modifier.padding(horizontal = 16.dp, vertical = 12.dp),
        horizontalArrangement = Arrangement.spacedBy(12.dp),
    ) {
        Pictogram(icon, size = 22.dp, tint = tone.onContainer)
        Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(4.dp)) {
            Text(text, style = MaterialTheme.typography.bodyMedium, color = tone.onContainer)
            action()
        }
    }
}

/** Icon in a circle, a line and a hint, in the middle of a screen that has nothing else. */
@Composable
internal fun Blank(
    icon: ImageVector,
    title: String,
    modifier: Modifier = Modifier,
    hint: String? = null,
    action: @Composable () -> Unit = {},
) = Column(
    modifier.readable().padding(horizontal = 32.dp, vertical = 48.dp),
    horizontalAlignment = Alignment.CenterHorizontally,
    verticalArrangement = Arrangement.spacedBy(8.dp, Alignment.CenterVertically),
) {
    Box(
        Modifier.padding(bottom = 8.dp).size(88.dp).clip(CircleShape)
            .background(MaterialTheme.colorScheme.surfaceContainer),
        contentAlignment = Alignment.Center,
    ) { Icon(icon, null, Modifier.size(40.dp), tint = MaterialTheme.colorScheme.primary) }
    Text(
        title,
        Modifier.semantics { heading() },
        style = MaterialTheme.typography.titleLarge,
        textAlign = TextAlign.Center,
    )
    if (hint != null) {
        Text(
            hint,
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
            textAlign = TextAlign.Center,
        )
    }
    action()
}
