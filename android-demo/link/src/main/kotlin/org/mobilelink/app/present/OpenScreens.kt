package org.mobilelink.app.present

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.mobilelink.app.Presenter
import org.mobilelink.app.Screen

/**
 * Which screens are open, and who presents each.
 *
 * A presenter begins when its screen is opened, looked at or not, and ends when it is left. The one that was left last
 * can still be read, because its picture may be on its way out.
 */
internal class OpenScreens(private val presenterFor: (Screen) -> Presenter<*, *>) {
    private val stack = MutableStateFlow<List<Screen>>(listOf(Screen.SignIn))
    private val open = mutableMapOf<Screen, Presenter<*, *>>()
    private var left = emptyMap<Screen, Presenter<*, *>>()

    val screens: StateFlow<List<Screen>> = stack.asStateFlow()

    /** The one that is shown. */
    val top: Screen get() = stack.value.last()

    fun presenter(screen: Screen): Presenter<*, *> =
        open[screen] ?: left[screen] ?: presenterFor(screen).also { open[screen] = it }

    /** What was opened from [from] before is left; a screen that is open already is returned to. */
    fun open(screen: Screen, from: Screen) {
        val now = stack.value
        val beneath = if (screen in now) {
            now.takeWhile { it != screen }
        } else {
            now.take(now.lastIndexOf(from) + 1).ifEmpty { now }
        }
        show(beneath + screen)
    }

    /** Leaves a screen and what was opened above it; the first stays. */
    fun leave(screen: Screen) {
        val place = stack.value.indexOf(screen)
        if (place > 0) show(stack.value.take(place))
    }

    fun back() {
        if (stack.value.size > 1) show(stack.value.dropLast(1))
    }

    /** Begins anew with one screen, and none of the presenters that were there. */
    fun restart(screen: Screen) {
        closeAll()
        show(listOf(screen))
    }

    /** Leaves all but one screen that is open. */
    fun keepOnly(screen: Screen) = show(listOf(screen))

    fun show(next: List<Screen>) {
        val gone = open.filterKeys { it !in next }
        gone.keys.forEach(open::remove)
        gone.values.forEach { it.close() }
        left = gone
        // Before anybody looks: a message plays at once.
        open.getOrPut(next.last()) { presenterFor(next.last()) }
        stack.value = next
    }

    fun closeAll() {
        open.values.forEach { it.close() }
        left = open.toMap()
        open.clear()
    }
}
