package org.mobilelink.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp
import org.mobilelink.app.SignInEvent
import org.mobilelink.app.SignInState

/** Sign in: demo first, then who and where; the lamps answer while one types (ML-10 to ML-17). */
@Composable
fun SignInScreen(state: SignInState, onEvent: (SignInEvent) -> Unit, modifier: Modifier = Modifier) {
    Column(
        modifier.fillMaxSize().verticalScroll(rememberScrollState()).readable()
            .padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
        verticalArrangement = Arrangement.spacedBy(14.dp),
    ) {
        Welcome()
        Panel {
            Switching(
                Pictograms.Flask,
                say(Phrase.SIGN_IN_DEMO),
                say(Phrase.SIGN_IN_DEMO_HINT),
                state.demo,
            ) { onEvent(SignInEvent.Demo(it)) }
        }
        if (!state.demo) {
            Account(state, onEvent)
            LampsStrip(state.lamps)
            state.finding?.let { FindingNotice(it, onTrust = { onEvent(SignInEvent.Pin) }) }
            ServerDetails(state, onEvent)
        }
        state.problem?.let {
            Notice(
                Pictograms.Failed,
                LocalWords.current.sayProblem(it),
                LocalPalette.current.status.failed,
                Modifier.semantics { liveRegion = LiveRegionMode.Assertive },
            )
        }
        SignInButton(state, onEvent)
    }
}

@Composable
private fun Welcome() = Row(
    Modifier.padding(horizontal = 4.dp, vertical = 4.dp),
    verticalAlignment = Alignment.CenterVertically,
    horizontalArrangement = Arrangement.spacedBy(16.dp),
) {
    LogoPicture(null)
    Text(say(Phrase.APP_NAME), style = MaterialTheme.typography.headlineMedium)
}

@Composable
private fun SignInButton(state: SignInState, onEvent: (SignInEvent) -> Unit) {
    Button(
        { onEvent(SignInEvent.SignIn) },
        Modifier.fillMaxWidth().heightIn(min = 52.dp),
        enabled = state.canSignIn && !state.busy,
        shape = MaterialTheme.shapes.medium,
    ) {
        val text = when {
            state.busy -> Phrase.SIGN_IN_BUSY
            state.demo -> Phrase.SIGN_IN_ACTION_DEMO
            else -> Phrase.SIGN_IN_ACTION
        }
        Text(say(text), style = MaterialTheme.typography.titleMedium)
    }
}

@Composable
private fun Account(state: SignInState, onEvent: (SignInEvent) -> Unit) {
    val left = { onEvent(SignInEvent.FieldLeft) }
    Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
        Field(state.username, { onEvent(SignInEvent.Username(it)) }, say(Phrase.SIGN_IN_USERNAME), left)
        PasswordField(state, onEvent, left)
        Field(
            state.host,
            { onEvent(SignInEvent.Host(it)) },
            say(Phrase.SIGN_IN_HOST),
            left,
            hint = say(Phrase.SIGN_IN_HOST_HINT),
            keyboard = KeyboardType.Uri,
        )
    }
}

/** Hidden until asked; leaving the screen hides it again. */
@Composable
private fun PasswordField(state: SignInState, onEvent: (SignInEvent) -> Unit, onLeft: () -> Unit) {
    var shown by remember { mutableStateOf(false) }
    Field(
        state.password,
        { onEvent(SignInEvent.Password(it)) },
        say(Phrase.SIGN_IN_PASSWORD),
        onLeft,
        onEnter = { if (state.canSignIn && !state.busy) onEvent(SignInEvent.SignIn) },
        keyboard = KeyboardType.Password,
        look = if (shown) VisualTransformation.None else PasswordVisualTransformation(),
        trailing = {
            val spoken = say(if (shown) Phrase.SIGN_IN_HIDE_PASSWORD else Phrase.SIGN_IN_SHOW_PASSWORD)
            IconButton({ shown = !shown }) {
                Pictogram(if (shown) Pictograms.EyeOff else Pictograms.Eye, size = 22.dp, spoken = spoken)
            }
        },
    )
}

/** One line of text; [onLeft] when the focus goes on after something was there (ML-17). Enter goes on to the next. */
@Composable
internal fun Field(
    text: String,
    onText: (String) -> Unit,
    label: String,
    onLeft: () -> Unit,
    modifier: Modifier = Modifier,
    hint: String? = null,
    onEnter: (() -> Unit)? = null,
    keyboard: KeyboardType = KeyboardType.Text,
    look: VisualTransformation = VisualTransformation.None,
    trailing: (@Composable () -> Unit)? = null,
) {
    var within by remember { mutableStateOf(false) }
    OutlinedTextField(
        text,
        onText,
        modifier.fillMaxWidth().onFocusChanged { focus ->
            if (within && !focus.isFocused) onLeft()
            within = focus.isFocused
        },
        label = { Text(label) },
        placeholder = hint?.let { { Text(it) } },
        trailingIcon = trailing,
        singleLine = true,
        shape = MaterialTheme.shapes.small,
        visualTransformation = look,
        keyboardOptions = KeyboardOptions(
            autoCorrectEnabled = false,
            keyboardType = keyboard,
            imeAction = if (onEnter == null) ImeAction.Next else ImeAction.Go,
        ),
        keyboardActions = if (onEnter == null) KeyboardActions.Default else KeyboardActions(onGo = { onEnter() }),
    )
}
