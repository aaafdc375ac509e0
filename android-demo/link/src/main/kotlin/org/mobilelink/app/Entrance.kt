package org.mobilelink.app

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.mobilelink.app.link.Account
import org.mobilelink.app.link.Link
import org.mobilelink.app.link.LinkFactory
import org.mobilelink.app.link.SampleOffice
import org.mobilelink.app.link.Session
import org.mobilelink.app.link.problemOf
import org.mobilelink.app.present.Door
import org.mobilelink.client.LinkException
import org.mobilelink.client.ServerSettings

/**
 * Who is in: starts, continues and ends sessions, and says which screen that leads to.
 *
 * There is one session at a time. The demo only covers the kept one, which is there again when the demo is left.
 */
internal class Entrance(
    private val links: LinkFactory,
    private val kept: Kept,
    private val scope: CoroutineScope,
    private val background: CoroutineDispatcher,
    private val report: (Problem) -> Unit,
    /** Shows one screen and nothing beneath it; at the sign-in with a word why. */
    private val show: (Screen, Problem?) -> Unit,
    /** Leaves all but one screen that is open. */
    private val keepOnly: (Screen) -> Unit,
) : Door {
    private val nobody = Session.none(scope)
    private val present = MutableStateFlow(nobody)

    /** A session that the server is still told the end of. */
    private var leaving: Job? = null

    val session: StateFlow<Session> = present.asStateFlow()

    val isAnybodyIn: Boolean get() = present.value !== nobody

    /** Goes where the app was left. */
    fun start() {
        val saved = kept.saved
        when {
            saved.demo -> openDemo()
            saved.signedIn && saved.server != null -> reenter()
            else -> show(Screen.SignIn, null)
        }
    }

    override suspend fun vacate(forDemo: Boolean) {
        leaving?.join()
        // Whoever fails to sign in must not come back to a session that ended.
        keepOnly(Screen.SignIn)
        val before = present.value
        present.value = nobody
        val ends = !before.account.demo && !forDemo && before !== nobody
        if (ends) kept.change { it.copy(signedIn = false) }
        letGo(before, told = ends).join()
    }

    override fun enter(link: Link, account: Account, server: ServerSettings?) {
        kept.change {
            if (account.demo) {
                it.copy(demo = true)
            } else {
                it.copy(demo = false, server = server, username = account.username, signedIn = true)
            }
        }
        begin(account) { link }.follow(::endedByServer)
        show(Screen.Home, null)
    }

    override fun reenter() {
        val server = kept.saved.server ?: return show(Screen.SignIn, null)
        kept.change { it.copy(demo = false) }
        val account = Account(demo = false, server = "${server.host}:${server.port}", kept.saved.username)
        val session = begin(account) {
            leaving?.join()
            links.live(server)
        }
        open(session, { it.resume() }) { problem ->
            // Only the server's word ends a session; whatever else stood in the way may be gone the next time.
            if (problem == Problem.SignInRefused) kept.change { it.copy(signedIn = false) }
            turnAway(problem)
        }
        show(Screen.Home, null)
    }

    /** Leaves the demo, or tells the server to forget this device. */
    fun signOut() {
        val before = present.value
        if (before.account.demo) {
            present.value = nobody
            before.close()
            kept.change { it.copy(demo = false) }
            if (kept.saved.signedIn) reenter() else show(Screen.SignIn, null)
            return
        }
        kept.change { it.copy(signedIn = false) }
        turnAway(null)
    }

    /** Everything as at the first start (ML-16): nobody is signed in, no server is known. */
    fun resetAll() {
        val before = kept.saved
        val covered = before.server.takeIf { before.demo && before.signedIn }
        kept.change { FirstStart.saved }
        turnAway(null)
        if (covered != null) {
            leaving = scope.launch { runCatching { links.live(covered) }.onSuccess { forget(it) } }
        }
    }

    suspend fun close() = present.value.closeHandedOver()

    private fun openDemo() {
        val session = begin(Account(demo = true, server = "", SampleOffice.USERNAME)) { links.demo() }
        open(session, { it.signIn(SampleOffice.USERNAME, SampleOffice.PASSWORD) }, ::turnAway)
        show(Screen.Home, null)
    }

    private fun begin(account: Account, opened: suspend () -> Link): Session {
        present.value.takeIf { it !== nobody }?.close()
        return Session(opened, account, scope, background, report).also { present.value = it }
    }

    /** Knocks; whoever does not come in goes back. Without an answer the cache is shown, and the link goes on trying. */
    private fun open(session: Session, knock: suspend (Link) -> Unit, onRefusal: (Problem) -> Unit) = scope.launch {
        val problem = try {
            knock(session.link)
            null
        } catch (stopped: CancellationException) {
            throw stopped
        } catch (_: LinkException.Offline) {
            null
        } catch (_: LinkException.Full) {
            null
        } catch (error: Exception) {
            problemOf(error)
        }
        if (present.value !== session) return@launch
        if (problem == null) session.follow(::endedByServer) else onRefusal(problem)
    }

    private fun endedByServer() {
        kept.change { it.copy(signedIn = false) }
        turnAway(Problem.SignInRefused)
    }

    /** Nobody is in any more. */
    private fun turnAway(problem: Problem?) {
        val before = present.value
        present.value = nobody
        show(Screen.SignIn, problem)
        letGo(before, told = before !== nobody && !before.account.demo && problem == null)
    }

    /** Comes to its end even when the screen that asked for it is left meanwhile. */
    private fun letGo(before: Session, told: Boolean): Job {
        val farewell = scope.launch {
            if (told) tellOfTheEnd(before.link)
            if (before !== nobody) before.close()
        }
        leaving = farewell
        return farewell
    }

    private suspend fun forget(link: Link) {
        tellOfTheEnd(link)
        link.close()
    }

    /** Best effort: whoever leaves is not kept waiting by a server that does not answer. */
    private suspend fun tellOfTheEnd(link: Link) {
        withTimeoutOrNull(FAREWELL_MS) { runCatching { link.signOut() } }
    }

    private companion object {
        const val FAREWELL_MS = 5_000L
    }
}
