package org.mobilelink.app

import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Runnable

/** The thread that draws: does at once what begins on it, until it is [busy] with the first picture. */
internal class BusyMain : CoroutineDispatcher() {
    var busy = false
    val waiting = mutableListOf<Runnable>()

    override fun isDispatchNeeded(context: CoroutineContext): Boolean = busy

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        waiting += block
    }
}
