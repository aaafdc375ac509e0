package org.mobilelink.app.link

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.shareIn
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.plus
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeoutOrNull
import org.mobilelink.app.Problem
import org.mobilelink.app.Undo
import org.mobilelink.client.Lamp
import org.mobilelink.client.Lamps
import org.mobilelink.client.LinkException
import org.mobilelink.client.LinkState
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Conference
import org.mobilelink.wire.CurrentPresence
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Person

/** How a link is doing, and whether what it gives can be believed to be all there is. */
internal data class Standing(
    val link: LinkState,
    /** Was up to date at least once since the session was opened. */
    val caughtUp: Boolean,
    /** Disconnected, and not just about to connect. */
    val offline: Boolean,
)

/** Whose session it is and where. */
internal data class Account(
    val demo: Boolean,
    /** Host and port, or empty in demo mode. */
    val server: String,
    val username: String,
)

/**
 * A link that somebody is signed in through, from sign-in to sign-out.
 *
 * Each list crosses from the SDK once, however many screens show it. Actions outlive the screen they were taken on.
 */
internal class Session(
    opened: suspend () -> Link,
    val account: Account,
    parent: CoroutineScope,
    private val background: CoroutineDispatcher,
    private val report: (Problem) -> Unit,
) : AutoCloseable {
    private val scope = CoroutineScope(parent.coroutineContext + SupervisorJob(parent.coroutineContext.job))

    /** How many actions the SDK was not handed yet. */
    private val toHandOver = MutableStateFlow(0)

    /** The SDK is handed one action after the other: a message marked twice ends as it was marked last. */
    private val handingOver = Mutex()
    private val standings = MutableStateFlow(Standing(LinkState.DISCONNECTED, caughtUp = false, offline = false))

    val link: Link = LateLink(scope.async(background) { opened() }, background)
    val standing: StateFlow<Standing> = standings.asStateFlow()
    val lamps: SharedFlow<Lamps> = link.lamps.shared()
    val presence: SharedFlow<CurrentPresence> = link.presence.shared()
    val people: SharedFlow<List<Person>> = link.people.shared()
    val conferences: SharedFlow<List<Conference>> = link.conferences.shared()
    val inbox: SharedFlow<List<Voicemail>> = link.voicemails(Folder.INBOX).shared()

    /** The message that was deleted last, on whichever screen, as long as it can be taken back (ML-41). */
    val undo = MutableStateFlow<Undo?>(null)

    /** Follows how the link is doing from now on; [onEnded] is called when the server ended the session. */
    fun follow(onEnded: () -> Unit) {
        scope.launch {
            link.states.catch { report(problemOf(it)) }.collectLatest { state ->
                val up = state == LinkState.CONNECTED || state == LinkState.EVALUATION
                standings.update { it.copy(link = state, caughtUp = it.caughtUp || up, offline = false) }
                if (state == LinkState.DISCONNECTED && link.ready() == LinkState.DISCONNECTED) {
                    standings.update { it.copy(offline = true) }
                }
            }
        }
        scope.launch {
            combine(link.states, link.lamps) { state, lamps ->
                state == LinkState.DISCONNECTED && lamps.net == Lamp.On && lamps.mobile is Lamp.Failed
            }.distinctUntilChanged().filter { it }.catch { report(problemOf(it)) }.collect {
                if (isEnded()) onEnded()
            }
        }
    }

    /** Does what a person asked for, beyond the life of the screen. [done] is told whether it worked. */
    fun act(done: (Boolean) -> Unit = {}, action: suspend Link.() -> Sending) {
        toHandOver.update { it + 1 }
        scope.launch {
            val worked = try {
                handOver(action).sent()
                true
            } catch (stopped: CancellationException) {
                throw stopped
            } catch (error: Exception) {
                report(problemOf(error))
                false
            }
            done(worked)
        }
    }

    /** Deletes a message and offers to take that back (ML-41, ML-43), unless the server refuses. */
    fun delete(deleted: Undo) {
        undo.value = deleted
        // Here, not on the screen: it ends while another one is shown, too.
        scope.launch {
            delay(UNDO_MS)
            undo.compareAndSet(deleted, null)
        }
        act(done = { worked -> if (!worked) undo.compareAndSet(deleted, null) }) { delete(deleted.id) }
    }

    /** Does not wait for the timer of a lost link. */
    fun retryNow() {
        act {
            retryNow()
            Sending {}
        }
    }

    /** Closes it when the SDK has what was done last, or after a moment: the next session sends it. */
    suspend fun closeHandedOver() {
        try {
            withTimeoutOrNull(HANDOVER_MS) { toHandOver.first { it == 0 } }
        } finally {
            close()
        }
    }

    override fun close() {
        scope.cancel()
        link.close()
    }

    private suspend fun handOver(action: suspend Link.() -> Sending): Sending = try {
        handingOver.withLock { link.action() }
    } finally {
        toHandOver.update { it - 1 }
    }

    /** A session that waits for the link changes nothing when it is continued; one that was ended is refused. */
    private suspend fun isEnded(): Boolean = try {
        link.resume()
        false
    } catch (_: LinkException.SignInRefused) {
        true
    } catch (_: LinkException) {
        false
    }

    /** Begins on the background: the thread that draws is busy with the first picture when these are first asked for. */
    private fun <T> Flow<T>.shared(): SharedFlow<T> =
        catch { error -> scope.launch { report(problemOf(error)) } }
            .shareIn(scope + background, SharingStarted.Lazily, replay = 1)

    companion object {
        private const val HANDOVER_MS = 1_000L
        private const val UNDO_MS = 8_000L

        /** Nobody is signed in: nothing ever comes. */
        fun none(parent: CoroutineScope): Session {
            val never = CompletableDeferred<Link>()
            return Session({ never.await() }, Account(demo = false, server = "", username = ""), parent, Dispatchers.Default) {}
        }
    }
}
