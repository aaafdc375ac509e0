package org.mobilelink.app.present

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import org.mobilelink.app.Presenter
import org.mobilelink.app.Problem
import org.mobilelink.app.link.problemOf

/** What all presenters do: one state, changed in one way, and work that ends with the screen. */
internal abstract class ScreenPresenter<S : Any, E : Any>(first: S, parent: CoroutineScope) : Presenter<S, E> {
    private val shown = MutableStateFlow(first)

    protected val scope: CoroutineScope =
        CoroutineScope(parent.coroutineContext + SupervisorJob(parent.coroutineContext.job))

    override val state: StateFlow<S> = shown.asStateFlow()

    /** Where a problem goes that the screen has no place for. */
    protected abstract fun failed(problem: Problem)

    protected fun show(change: (S) -> S) = shown.update(change)

    protected fun <T> follow(flow: Flow<T>, take: suspend (T) -> Unit): Job =
        scope.launch { flow.catch { failed(problemOf(it)) }.collect(take) }

    /** Does something that may fail; what [onProblem] is told is shown. */
    protected fun attempt(onProblem: (Problem) -> Unit = ::failed, work: suspend CoroutineScope.() -> Unit): Job =
        scope.launch {
            try {
                work()
            } catch (stopped: CancellationException) {
                throw stopped
            } catch (error: Exception) {
                onProblem(problemOf(error))
            }
        }

    override fun close() = scope.cancel()
}
