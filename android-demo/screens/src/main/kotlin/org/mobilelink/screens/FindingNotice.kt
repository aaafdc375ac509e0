package org.mobilelink.screens

import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.unit.dp
import org.mobilelink.client.Finding

/** What the examination found out and what to do; with a way to trust a certificate where that may be right. */
@Composable
internal fun FindingNotice(finding: Finding, modifier: Modifier = Modifier, onTrust: (() -> Unit)? = null) {
    val status = LocalPalette.current.status
    val (icon, tone) = when (finding) {
        is Finding.Well -> Pictograms.Connected to status.on
        is Finding.UnknownCertificate -> Pictograms.Shield to status.trying
        else -> Pictograms.Failed to status.failed
    }
    Notice(
        icon,
        LocalWords.current.sayFinding(finding),
        tone,
        modifier.semantics { liveRegion = LiveRegionMode.Polite },
    ) {
        val fingerprint = finding.certificate
        if (fingerprint != null) Fingerprint(fingerprint, tone)
        if (finding is Finding.UnknownCertificate && onTrust != null) {
            Button(onTrust, Modifier.padding(top = 4.dp).heightIn(min = 48.dp)) { Text(say(Phrase.TRUST_CERTIFICATE)) }
        }
    }
}

/** In groups of four, as one compares it aloud. */
@Composable
private fun Fingerprint(fingerprint: String, tone: Tone) {
    val groups = remember(fingerprint) {
        fingerprint.filter(Char::isLetterOrDigit).uppercase().chunked(4).joinToString(" ")
    }
    val name = say(Phrase.FINGERPRINT)
    Text(name, style = MaterialTheme.typography.labelMedium, color = tone.onContainer)
    Text(
        groups,
        Modifier.semantics { contentDescription = "$name: $groups" },
        style = MaterialTheme.typography.bodySmall,
        fontFamily = FontFamily.Monospace,
        color = tone.onContainer,
    )
}
