package org.mobilelink.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.mobilelink.app.Protection
import org.mobilelink.app.SignInEvent
import org.mobilelink.app.SignInState

/** Ports and protection, folded away: most people never need them (ML-12). */
@Composable
internal fun ServerDetails(state: SignInState, onEvent: (SignInEvent) -> Unit) = Panel {
    val folded = say(if (state.details) Phrase.SIGN_IN_SHOWN else Phrase.SIGN_IN_HIDDEN)
    Beside(
        { Pictogram(Pictograms.Server, tint = MaterialTheme.colorScheme.primary) },
        Modifier.fillMaxWidth().clickable(role = Role.Button) { onEvent(SignInEvent.ToggleDetails) }
            .semantics { stateDescription = folded }
            .heightIn(min = 60.dp).padding(horizontal = 16.dp, vertical = 8.dp),
        end = { Pictogram(if (state.details) Pictograms.Up else Pictograms.Down, size = 20.dp) },
    ) {
        Text(say(Phrase.SIGN_IN_DETAILS), style = MaterialTheme.typography.titleMedium)
        Fact(say(Phrase.SIGN_IN_DETAILS_HINT))
    }
    if (state.details) {
        Ports(state, onEvent)
        Protections(state, onEvent)
    }
}

@Composable
private fun Ports(state: SignInState, onEvent: (SignInEvent) -> Unit) {
    val left = { onEvent(SignInEvent.FieldLeft) }
    val ask = say(Phrase.SIGN_IN_PORT_HINT)
    val digits = KeyboardType.Number
    Column(Modifier.padding(horizontal = 16.dp), verticalArrangement = Arrangement.spacedBy(10.dp)) {
        Field(state.port, { onEvent(SignInEvent.Port(it)) }, say(Phrase.SIGN_IN_PORT), left, keyboard = digits)
        Field(
            state.imapPort, { onEvent(SignInEvent.ImapPort(it)) }, say(Phrase.SIGN_IN_IMAP_PORT), left,
            hint = ask, keyboard = digits,
        )
        Field(
            state.smtpPort, { onEvent(SignInEvent.SmtpPort(it)) }, say(Phrase.SIGN_IN_SMTP_PORT), left,
            hint = ask, keyboard = digits,
        )
    }
}

@Composable
private fun Protections(state: SignInState, onEvent: (SignInEvent) -> Unit) {
    SectionTitle(say(Phrase.SIGN_IN_PROTECTION), Modifier.padding(horizontal = 12.dp))
    Column(Modifier.selectableGroup()) {
        Protection.entries.forEach { protection ->
            val (name, hint) = protection.phrases
            Choice(say(name), protection == state.protection, hint = say(hint)) {
                onEvent(SignInEvent.Protect(protection))
            }
        }
    }
    if (state.protection == Protection.Pinned) {
        Field(
            state.fingerprint,
            { onEvent(SignInEvent.Fingerprint(it)) },
            say(Phrase.FINGERPRINT),
            { onEvent(SignInEvent.FieldLeft) },
            Modifier.padding(start = 16.dp, end = 16.dp, bottom = 16.dp),
        )
    }
}

private val Protection.phrases: Pair<Phrase, Phrase>
    get() = when (this) {
        Protection.Automatic -> Phrase.PROTECTION_AUTOMATIC to Phrase.PROTECTION_AUTOMATIC_HINT
        Protection.PublicCertificates -> Phrase.PROTECTION_PUBLIC to Phrase.PROTECTION_PUBLIC_HINT
        Protection.Pinned -> Phrase.PROTECTION_PINNED to Phrase.PROTECTION_PINNED_HINT
        Protection.Plain -> Phrase.PROTECTION_PLAIN to Phrase.PROTECTION_PLAIN_HINT
    }

/** One of several, of which exactly one holds. */
@Composable
internal fun Choice(text: String, chosen: Boolean, hint: String? = null, onChoose: () -> Unit) = Row(
    Modifier.fillMaxWidth().selectable(chosen, role = Role.RadioButton, onClick = onChoose)
        .heightIn(min = 52.dp).padding(horizontal = 16.dp, vertical = 6.dp),
    verticalAlignment = Alignment.CenterVertically,
    horizontalArrangement = Arrangement.spacedBy(14.dp),
) {
    RadioButton(chosen, onClick = null)
    Column(Modifier.weight(1f)) {
        Text(text, style = MaterialTheme.typography.bodyLarge)
        if (hint != null) Fact(hint)
    }
}
