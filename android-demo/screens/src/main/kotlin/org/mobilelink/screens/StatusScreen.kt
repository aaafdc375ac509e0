package org.mobilelink.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilelink.app.StatusEvent
import org.mobilelink.app.StatusState
import org.mobilelink.client.LinkState

/** Connection Status: how the link stands, in words; and what to do when it does not (ML-28). */
@Composable
fun StatusScreen(state: StatusState, onEvent: (StatusEvent) -> Unit, modifier: Modifier = Modifier) {
    Column(
        modifier.fillMaxSize().verticalScroll(rememberScrollState()).readable()
            .padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    ) {
        Summary(state, onEvent)
        SectionTitle(say(Phrase.LAMPS_TITLE))
        LampsPanel(state.lamps)
        Examination(state, onEvent)
        Panel(Modifier.padding(top = 12.dp)) {
            if (state.server.isNotEmpty()) Detail(Pictograms.Server, say(Phrase.STATUS_SERVER)) { Value(state.server) }
            Detail(Pictograms.Person, say(Phrase.STATUS_ACCOUNT)) { Value(state.account) }
            Detail(Pictograms.Info, say(Phrase.STATUS_VERSION)) { Value(state.version) }
            WayTo(Pictograms.Settings, say(Phrase.SETTINGS_TITLE), { onEvent(StatusEvent.OpenSettings) })
        }
        FlowRow(
            Modifier.fillMaxWidth().padding(top = 16.dp),
            horizontalArrangement = Arrangement.SpaceBetween,
            verticalArrangement = Arrangement.spacedBy(8.dp),
            itemVerticalAlignment = Alignment.CenterVertically,
        ) {
            LogoPicture(state.logo)
            TextButton({ onEvent(StatusEvent.RefreshLogo) }, Modifier.heightIn(min = 48.dp)) {
                Text(say(Phrase.STATUS_REFRESH_LOGO))
            }
        }
        SignOut { onEvent(StatusEvent.SignOut) }
    }
}

@Composable
private fun Summary(state: StatusState, onEvent: (StatusEvent) -> Unit) {
    val tone = state.link.tone
    Beside(
        {
            Box(
                Modifier.size(60.dp.withType).clip(CircleShape).background(tone.container),
                contentAlignment = Alignment.Center,
            ) { Pictogram(state.link.pictogram, size = 32.dp, tint = tone.onContainer) }
        },
        Modifier.fillMaxWidth().padding(top = 8.dp, start = 4.dp, end = 4.dp),
    ) {
        Text(say(state.link.phrase), Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineSmall)
        Text(
            say(if (state.demo) Phrase.STATUS_DEMO else state.link.explained),
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
    }
    if (state.link == LinkState.DISCONNECTED && !state.demo) {
        FilledTonalButton(
            { onEvent(StatusEvent.RetryNow) },
            Modifier.fillMaxWidth().padding(top = 16.dp).heightIn(min = 48.dp),
        ) { Text(say(Phrase.TRY_AGAIN)) }
    }
}

private val LinkState.explained: Phrase
    get() = when (this) {
        LinkState.CONNECTED -> Phrase.STATUS_CONNECTED
        LinkState.SYNCING -> Phrase.STATUS_SYNCING
        LinkState.EVALUATION -> Phrase.STATUS_EVALUATION
        LinkState.DISCONNECTED -> Phrase.STATUS_DISCONNECTED
    }

@Composable
private fun Examination(state: StatusState, onEvent: (StatusEvent) -> Unit) {
    OutlinedButton(
        { onEvent(StatusEvent.Examine) },
        Modifier.fillMaxWidth().padding(top = 12.dp).heightIn(min = 48.dp),
        enabled = !state.examining,
    ) {
        Pictogram(Pictograms.Pulse, Modifier.padding(end = 8.dp), size = 20.dp)
        Text(say(if (state.examining) Phrase.STATUS_EXAMINING else Phrase.STATUS_EXAMINE))
    }
    val finding = state.finding
    if (finding != null) {
        SectionTitle(say(Phrase.STATUS_FINDING))
        FindingNotice(finding)
    }
}

@Composable
private fun SignOut(onSignOut: () -> Unit) {
    var asking by rememberSaveable { mutableStateOf(false) }
    TextButton({ asking = true }, Modifier.fillMaxWidth().padding(top = 8.dp).heightIn(min = 48.dp)) {
        Pictogram(Pictograms.SignOut, Modifier.padding(end = 8.dp), size = 20.dp)
        Text(say(Phrase.STATUS_SIGN_OUT))
    }
    if (asking) {
        Question(
            say(Phrase.STATUS_SIGN_OUT_QUESTION),
            say(Phrase.STATUS_SIGN_OUT_EXPLAINED),
            say(Phrase.STATUS_SIGN_OUT),
            onSignOut,
        ) { asking = false }
    }
}

/** Asks before something that cannot be undone. */
@Composable
internal fun Question(title: String, text: String, action: String, onAction: () -> Unit, onClose: () -> Unit) =
    AlertDialog(
        onDismissRequest = onClose,
        title = { Text(title) },
        text = { Text(text) },
        confirmButton = {
            TextButton({
                onClose()
                onAction()
            }) { Text(action) }
        },
        dismissButton = { TextButton(onClose) { Text(say(Phrase.CANCEL)) } },
    )
