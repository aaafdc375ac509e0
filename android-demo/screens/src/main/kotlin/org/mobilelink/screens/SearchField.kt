package org.mobilelink.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextField
import androidx.compose.material3.TextFieldDefaults
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.unit.dp

@Composable
internal fun SearchField(text: String, onText: (String) -> Unit, hint: String, modifier: Modifier = Modifier) {
    val colours = MaterialTheme.colorScheme
    TextField(
        text,
        onText,
        modifier.fillMaxWidth().leftByTab().semantics { contentDescription = hint },
        placeholder = { Text(hint) },
        leadingIcon = { Pictogram(Pictograms.Search, size = 20.dp) },
        trailingIcon = {
            if (text.isNotEmpty()) {
                IconButton({ onText("") }) {
                    Pictogram(Pictograms.Close, size = 20.dp, spoken = say(Phrase.CLEAR_SEARCH))
                }
            }
        },
        shape = CircleShape,
        singleLine = !largeType,
        keyboardOptions = KeyboardOptions(imeAction = ImeAction.Search),
        colors = TextFieldDefaults.colors(
            focusedContainerColor = colours.surfaceContainerHigh,
            unfocusedContainerColor = colours.surfaceContainer,
            focusedIndicatorColor = Color.Transparent,
            unfocusedIndicatorColor = Color.Transparent,
        ),
    )
}
