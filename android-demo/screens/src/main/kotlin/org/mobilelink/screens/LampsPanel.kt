package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilelink.client.Lamp
import org.mobilelink.client.Lamps

/** The four lamps in words: what each is for, how it stands, and why when it failed (ML-17, ML-28). */
@Composable
internal fun LampsPanel(lamps: Lamps, modifier: Modifier = Modifier) = Panel(modifier) {
    LampLine(lamps.net, Phrase.LAMP_NET, Phrase.LAMP_NET_MEANING)
    LampLine(lamps.mobile, Phrase.LAMP_MOBILE, Phrase.LAMP_MOBILE_MEANING)
    LampLine(lamps.imap, Phrase.LAMP_IMAP, Phrase.LAMP_IMAP_MEANING)
    LampLine(lamps.smtp, Phrase.LAMP_SMTP, Phrase.LAMP_SMTP_MEANING)
}

@Composable
private fun LampLine(lamp: Lamp, name: Phrase, meaning: Phrase) {
    val tone = lamp.tone
    Row(
        Modifier.fillMaxWidth().semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite }
            .heightIn(min = 64.dp).padding(horizontal = 16.dp, vertical = 10.dp),
        horizontalArrangement = Arrangement.spacedBy(14.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Box(
            Modifier.size(40.dp.withType).clip(CircleShape).background(tone.container),
            contentAlignment = Alignment.Center,
        ) { Pictogram(lamp.pictogram, size = 22.dp, tint = tone.onContainer) }
        Column(Modifier.weight(1f)) {
            FlowRow(
                horizontalArrangement = Arrangement.spacedBy(8.dp),
                itemVerticalAlignment = Alignment.CenterVertically,
            ) {
                Text(say(name), style = MaterialTheme.typography.titleMedium)
                Text(say(lamp.phrase), style = MaterialTheme.typography.labelLarge, color = tone.content)
            }
            Fact((lamp as? Lamp.Failed)?.reason ?: say(meaning))
        }
    }
}

/** The four as dots with words in two columns, where a form has little room. */
@Composable
internal fun LampsStrip(lamps: Lamps, modifier: Modifier = Modifier) = FlowRow(
    modifier.fillMaxWidth(),
    horizontalArrangement = Arrangement.spacedBy(8.dp),
    verticalArrangement = Arrangement.spacedBy(8.dp),
) {
    Small(lamps.net, Phrase.LAMP_NET)
    Small(lamps.mobile, Phrase.LAMP_MOBILE)
    Small(lamps.imap, Phrase.LAMP_IMAP)
    Small(lamps.smtp, Phrase.LAMP_SMTP)
}

@Composable
private fun Small(lamp: Lamp, name: Phrase) {
    val tone = lamp.tone
    val spoken = say(name) + ": " + say(lamp.phrase)
    Row(
        Modifier.clearAndSetSemantics {
            contentDescription = spoken
            liveRegion = LiveRegionMode.Polite
        }.clip(CircleShape).background(tone.container).padding(horizontal = 10.dp, vertical = 6.dp),
        horizontalArrangement = Arrangement.spacedBy(6.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Pictogram(lamp.pictogram, size = 16.dp, tint = tone.onContainer)
        Text(say(name), style = MaterialTheme.typography.labelMedium, color = tone.onContainer)
    }
}

private val Lamp.phrase: Phrase
    get() = when (this) {
        is Lamp.Off -> Phrase.LAMP_OFF
        is Lamp.Trying -> Phrase.LAMP_TRYING
        is Lamp.On -> Phrase.LAMP_ON
        is Lamp.Failed -> Phrase.LAMP_FAILED
    }

private val Lamp.pictogram: ImageVector
    get() = when (this) {
        is Lamp.Off -> Pictograms.Off
        is Lamp.Trying -> Pictograms.Trying
        is Lamp.On -> Pictograms.Connected
        is Lamp.Failed -> Pictograms.Failed
    }

private val Lamp.tone: Tone
    @Composable get() = LocalPalette.current.status.let { status ->
        when (this) {
            is Lamp.Off -> status.off
            is Lamp.Trying -> status.trying
            is Lamp.On -> status.on
            is Lamp.Failed -> status.failed
        }
    }
