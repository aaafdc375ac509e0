package org.mobilelink.app

import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import org.mobilelink.app.fixtures.FakeAudioPlayer
import org.mobilelink.app.fixtures.FakeLink
import org.mobilelink.app.fixtures.FakeLinkFactory
import org.mobilelink.app.fixtures.FakeSettingsStore
import org.mobilelink.client.LinkState
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Conference
import org.mobilelink.wire.ConferenceKind
import org.mobilelink.wire.ConferenceState
import org.mobilelink.wire.CurrentPresence
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Mode
import org.mobilelink.wire.Part
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Person
import org.mobilelink.wire.PersonRef
import org.mobilelink.wire.Presence
import org.mobilelink.wire.Secret
import org.mobilelink.wire.Sender
import org.mobilelink.wire.User
import org.mobilelink.wire.VoicemailKind

/** An app on fakes, in virtual time. */
internal class Office(private val test: TestScope, val store: FakeSettingsStore = FakeSettingsStore(signedIn)) {
    val live = FakeLink()
    val demo = FakeLink()
    val links = FakeLinkFactory(demo, live)
    val audio = FakeAudioPlayer()

    init {
        live.user = alice
        live.presences.value = presence(Presence.IN_OFFICE)
        demo.user = alice
    }

    /** Starts the app on the thread of [scope], and does [then] before anything else has run; whatever it does at once is done. */
    @OptIn(ExperimentalCoroutinesApi::class)
    fun open(scope: CoroutineScope = test.backgroundScope, then: (MobileLinkApp) -> Unit = {}): MobileLinkApp {
        val app = MobileLinkApp(links, store, audio, scope, VERSION, StandardTestDispatcher(test.testScheduler))
        then(app)
        test.runCurrent()
        return app
    }

    /** Starts the app with this in the inbox, caught up. */
    fun open(vararg inbox: Voicemail): MobileLinkApp {
        live.mailbox.value = inbox.toList()
        live.states.value = LinkState.CONNECTED
        live.lamps.value = FakeLink.ALL_ON
        return open()
    }

    companion object {
        const val VERSION = "0.1.0"

        val server = ServerSettings("phone.harbour.example", 8081u, Tls.WebPki, null, null)
        val signedIn = FirstStart.saved.copy(server = server, username = "alice", signedIn = true)

        val alice = user(Mode.FULL)

        fun user(mode: Mode) = User(
            id = "u1000",
            username = "alice",
            firstName = "Alice",
            lastName = "Archer",
            extension = "101",
            site = "Harbour & Finch",
            mailDomain = "harbour.example",
            mode = mode,
            permissions = emptyList(),
            featureKeys = emptyList(),
            presence = presence(Presence.IN_OFFICE),
            newMessages = null,
            logoRevision = "1",
        )

        fun presence(presence: Presence, note: String? = null) = CurrentPresence(presence, note, Instant.EPOCH, "user")

        fun person(id: String, first: String, last: String, extension: String) =
            Person(id, first.lowercase(), first, last, extension, presence(Presence.AT_HOME))

        val bob = Sender.Internal("u2000", "Bob Brennan", "102")
        val priya = Sender.External("+12025550139", "Priya Nair")
        val withheld = Sender.External("", null)

        /** Received [minute] minutes after the epoch. */
        fun message(
            id: String,
            sender: Sender = bob,
            minute: Long = 0,
            seen: Boolean = false,
            parts: List<PartKind> = listOf(PartKind.RECORDING),
            folder: Folder = Folder.INBOX,
        ) = Voicemail(
            id = id,
            folder = folder,
            kind = if (parts.size > 1) VoicemailKind.FORWARD else VoicemailKind.INTERNAL,
            sender = sender,
            receivedAt = Instant.EPOCH.plusSeconds(minute * 60),
            seen = seen,
            subject = "A message",
            text = "Hello",
            size = 1_000u,
            durationMs = 30_000u,
            parts = parts.map { Part(it, "audio/wav", 1_000u, 30_000u, byteArrayOf(0, 127, -1)) },
            pending = false,
        )

        fun conference(id: String, state: ConferenceState) = Conference(
            id = id,
            number = "5127",
            name = "Weekly planning",
            password = Secret("77421"),
            kind = ConferenceKind.SCHEDULED,
            state = state,
            overtime = false,
            creator = PersonRef("u1000", "Alice Archer", "101"),
            moderators = listOf(PersonRef("u3000", "Carol Castellanos", "103")),
            startAt = Instant.EPOCH,
            durationMs = 2_700_000u,
            repeatDays = 7u,
            canModify = true,
            revision = 1u,
        )
    }
}

internal val <T> Content<T>.items: List<T> get() = (this as Content.Ready<T>).items

/** Long enough for everything that waits for a while. */
@OptIn(ExperimentalCoroutinesApi::class)
internal fun TestScope.letTimePass() {
    advanceTimeBy(10_000)
    runCurrent()
}
