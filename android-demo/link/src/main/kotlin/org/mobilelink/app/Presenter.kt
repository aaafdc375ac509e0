package org.mobilelink.app

import kotlinx.coroutines.flow.StateFlow

/** Turns what the link knows into what one screen shows, and what a person does into what the link is asked. */
interface Presenter<out S : Any, in E : Any> {
    /** What to show now, and after every change. */
    val state: StateFlow<S>

    /** The one place that everything a person does goes to; never blocks, never throws. */
    fun onEvent(event: E)

    /** Ends its work; the screen is gone. */
    fun close()
}
