package org.mobilelink.app

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
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
    private val toWrite = Channel<Saved>(Channel.CONFLATED)

    var saved: Saved = store.load() ?: FirstStart.saved
        private set

    private val settled = MutableStateFlow(saved.settings)
    val settings: StateFlow<SettingsState> = settled.asStateFlow()

    init {
        scope.launch {
            for (newest in toWrite) {
                val written = withContext(background) { runCatching { store.save(newest) } }
                written.onFailure { onFailure(problemOf(it)) }
            }
        }
    }

    fun change(change: (Saved) -> Saved) {
        saved = change(saved)
        settled.value = saved.settings
        toWrite.trySend(saved)
    }
}
