package org.mobilelink.app.present

import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.mobilelink.app.Problem
import org.mobilelink.app.Protection
import org.mobilelink.app.Saved
import org.mobilelink.app.SignInEvent
import org.mobilelink.app.SignInState
import org.mobilelink.app.link.Account
import org.mobilelink.app.link.Link
import org.mobilelink.app.link.LinkFactory
import org.mobilelink.app.link.SampleOffice
import org.mobilelink.client.Finding
import org.mobilelink.client.Lamp
import org.mobilelink.client.Lamps
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls

/** Where a sign-in leads. */
internal interface Door {
    /** Ends the session that there is, before another one begins: a device has one at a time. */
    suspend fun vacate(forDemo: Boolean)

    /** Goes in, through a link that is signed in. */
    fun enter(link: Link, account: Account, server: ServerSettings?)

    /** Goes in with the session that is kept on this device. */
    fun reenter()
}

/**
 * Sign in, and where the server is (ML-10 to ML-12). After each field the legs are tried (ML-17).
 *
 * Whoever has a session that is kept and changed nothing needs no password.
 */
internal class SignInPresenter(
    stage: Stage,
    private val links: LinkFactory,
    private val door: Door,
    private val saved: () -> Saved,
    problem: Problem?,
) : ScreenPresenter<SignInState, SignInEvent>(firstOf(saved(), problem), stage.scope) {
    private var liveName = saved().username
    private var trial: Job? = null

    /** What the lamps are about, so that looking at a field without a change tries nothing. */
    private var tried: ServerSettings? = null

    init {
        // What stood in the way of the kept session may be gone by now.
        if (problem != null) show { it.copy(canSignIn = isComplete(it)) }
    }

    override fun onEvent(event: SignInEvent) {
        when (event) {
            is SignInEvent.Demo -> switchDemo(event.on)
            is SignInEvent.Username -> {
                if (!state.value.demo) liveName = event.text
                edit { it.copy(username = event.text) }
            }
            is SignInEvent.Password -> edit { it.copy(password = event.text) }
            is SignInEvent.Host -> edit { it.copy(host = event.text) }
            is SignInEvent.Port -> edit { it.copy(port = event.text) }
            is SignInEvent.ImapPort -> edit { it.copy(imapPort = event.text) }
            is SignInEvent.SmtpPort -> edit { it.copy(smtpPort = event.text) }
            is SignInEvent.Protect -> edit { it.copy(protection = event.protection) }
            is SignInEvent.Fingerprint -> edit { it.copy(fingerprint = event.text) }
            SignInEvent.ToggleDetails -> show { it.copy(details = !it.details) }
            SignInEvent.FieldLeft -> tryLegs()
            SignInEvent.Pin -> pin()
            SignInEvent.SignIn -> signIn()
        }
    }

    private fun switchDemo(on: Boolean) {
        trial?.cancel()
        tried = null
        val name = if (on) SampleOffice.USERNAME else liveName
        edit { it.copy(demo = on, username = name, lamps = DARK, finding = null) }
    }

    private fun edit(change: (SignInState) -> SignInState) = show { before ->
        val after = change(before).copy(problem = null)
        after.copy(canSignIn = !after.busy && isComplete(after))
    }

    private fun isComplete(form: SignInState): Boolean =
        form.demo || (form.username.isNotBlank() && form.host.isNotBlank() && hasKey(form))

    private fun hasKey(form: SignInState): Boolean = form.password.isNotEmpty() || isKept(form)

    /** Whether the session that is kept is for just what stands in the fields. */
    private fun isKept(form: SignInState): Boolean {
        val kept = saved()
        if (!kept.signedIn || form.username.trim() != kept.username) return false
        return runCatching { ServerForm.read(form) }.getOrNull() == kept.server
    }

    private fun tryLegs() {
        val form = state.value
        if (form.demo || form.busy || form.host.isBlank()) return
        trial?.cancel()
        trial = attempt {
            val server = ServerForm.read(form)
            if (server == tried) return@attempt
            delay(QUIET_MS)
            tried = null
            show { it.copy(lamps = TRYING, finding = null) }
            val diagnosis = try {
                links.diagnose(server)
            } catch (unfinished: Exception) {
                show { it.copy(lamps = DARK) }
                throw unfinished
            }
            tried = server
            show { it.copy(lamps = diagnosis.lamps, finding = diagnosis.finding) }
        }
    }

    private fun pin() {
        val found = when (val finding = state.value.finding) {
            is Finding.UnknownCertificate -> finding.fingerprint
            is Finding.OtherCertificate -> finding.fingerprint
            else -> return
        }
        edit { it.copy(protection = Protection.Pinned, fingerprint = found) }
        tryLegs()
    }

    private fun signIn() {
        val form = state.value
        if (!form.canSignIn) return
        trial?.cancel()
        show { it.copy(busy = true, canSignIn = false, problem = null) }
        attempt {
            if (form.demo) signInToDemo(form) else signInToServer(form)
        }
    }

    private suspend fun signInToDemo(form: SignInState) {
        val name = form.username.trim().ifEmpty { SampleOffice.USERNAME }
        door.vacate(forDemo = true)
        val link = links.demo()
        link.enterAs(name, SampleOffice.PASSWORD)
        door.enter(link, Account(demo = true, server = "", username = name), server = null)
    }

    private suspend fun signInToServer(form: SignInState) {
        val server = ServerForm.read(form)
        if (form.password.isEmpty()) return door.reenter()
        door.vacate(forDemo = false)
        val link = links.live(server)
        val name = form.username.trim()
        link.enterAs(name, form.password)
        door.enter(link, Account(demo = false, server = "${server.host}:${server.port}", username = name), server)
    }

    private suspend fun Link.enterAs(username: String, password: String) {
        val watching = scope.launch { lamps.collect { now -> show { it.copy(lamps = now) } } }
        var isIn = false
        try {
            signIn(username, password)
            isIn = true
        } finally {
            watching.cancel()
            if (!isIn) close()
        }
    }

    override fun failed(problem: Problem) =
        show { it.copy(busy = false, canSignIn = isComplete(it), problem = problem) }

    private companion object {
        /** So long must no other field be left. */
        const val QUIET_MS = 300L

        val DARK = Lamps(Lamp.Off, Lamp.Off, Lamp.Off, Lamp.Off)
        val TRYING = Lamps(Lamp.Trying, Lamp.Trying, Lamp.Trying, Lamp.Trying)

        fun firstOf(saved: Saved, problem: Problem?) = SignInState(
            demo = saved.demo,
            username = if (saved.demo) SampleOffice.USERNAME else saved.username,
            password = "",
            host = saved.server?.host.orEmpty(),
            port = saved.server?.port?.toString() ?: ServerForm.PORT,
            imapPort = saved.server?.imapPort?.toString() ?: ServerForm.IMAP_PORT,
            smtpPort = saved.server?.smtpPort?.toString() ?: ServerForm.SMTP_PORT,
            protection = saved.server?.let(ServerForm::protectionOf) ?: Protection.Automatic,
            fingerprint = (saved.server?.tls as? Tls.Pinned)?.fingerprint.orEmpty(),
            details = false,
            lamps = DARK,
            finding = null,
            busy = false,
            canSignIn = saved.demo,
            problem = problem,
        )
    }
}
