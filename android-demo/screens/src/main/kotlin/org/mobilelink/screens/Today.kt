package org.mobilelink.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.produceState
import java.time.LocalDate
import kotlinx.coroutines.delay

/** The same words, given anew when the day changes under an open screen: what stands there of days is written anew. */
@Composable
internal fun ofTheDay(words: Words): Words {
    val given by produceState(words, words) {
        value = words
        var day: LocalDate? = null
        while (true) {
            // Not until midnight at once: a computer that sleeps meanwhile would come late.
            delay(LOOK_AGAIN_MS)
            val today = words.moments.today()
            if (day != null && today != day) value = object : Words by words {}
            day = today
        }
    }
    return given
}

internal const val LOOK_AGAIN_MS = 20_000L
