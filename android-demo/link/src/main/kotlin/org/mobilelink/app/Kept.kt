package org.mobilelink.app

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.mobilelink.app.link.problemOf

/** What survives the app, as it is now; each change is written in the background, the newest last. */
internal class Kept(
    private val store: SettingsStore,
    scope: CoroutineScope,
    background: CoroutineDispatcher,
    onFailure: (Problem) -> Unit,
) {
    var saved: Saved = store.load() ?: FirstStart.saved
        private set

    private val toWrite = MutableStateFlow(saved)
    private val written = MutableStateFlow(saved)
    private val settled = MutableStateFlow(saved.settings)
    val settings: StateFlow<SettingsState> = settled.asStateFlow()

    init {
        scope.launch {
            toWrite.filter { it != written.value }.collect { newest ->
                val outcome = withContext(background) { runCatching { store.save(newest) } }
                outcome.onFailure { onFailure(problemOf(it)) }
                written.value = newest
            }
        }
    }

    fun change(change: (Saved) -> Saved) {
        saved = change(saved)
        settled.value = saved.settings
        toWrite.value = saved
    }

    /** Waits until what was changed last is written, or could not be. */
    suspend fun settle() {
        written.first { it == saved }
    }
}
