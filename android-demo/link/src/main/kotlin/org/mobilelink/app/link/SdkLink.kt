package org.mobilelink.app.link

import kotlinx.coroutines.channels.ProducerScope
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import org.mobilelink.ConferencesListener
import org.mobilelink.DirectoryListener
import org.mobilelink.LampsListener
import org.mobilelink.MobileLink
import org.mobilelink.PresenceListener
import org.mobilelink.StateListener
import org.mobilelink.Submission
import org.mobilelink.Subscription
import org.mobilelink.VoicemailsListener
import org.mobilelink.client.AudioFile
import org.mobilelink.client.Lamps
import org.mobilelink.client.LinkState
import org.mobilelink.client.Logo
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Conference
import org.mobilelink.wire.CurrentPresence
import org.mobilelink.wire.Folder
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Person
import org.mobilelink.wire.Presence
import org.mobilelink.wire.User

/** The SDK behind [Link]: hands on what it is told, and lets go of what it holds. */
internal class SdkLink(private val sdk: MobileLink) : Link {
    override val states: Flow<LinkState> = told {
        sdk.watchState(object : StateListener {
            override fun onChange(state: LinkState) = hand(state)

            override fun onEnd() = end()
        })
    }

    override val lamps: Flow<Lamps> = told {
        sdk.watchLamps(object : LampsListener {
            override fun onChange(lamps: Lamps) = hand(lamps)

            override fun onEnd() = end()
        })
    }

    override val presence: Flow<CurrentPresence> = told {
        sdk.watchPresence(object : PresenceListener {
            override fun onChange(presence: CurrentPresence) = hand(presence)

            override fun onEnd() = end()
        })
    }

    override val people: Flow<List<Person>> = told {
        sdk.watchDirectory(object : DirectoryListener {
            override fun onChange(people: List<Person>) = hand(people)

            override fun onEnd() = end()
        })
    }

    override val conferences: Flow<List<Conference>> = told {
        sdk.watchConferences(object : ConferencesListener {
            override fun onChange(conferences: List<Conference>) = hand(conferences)

            override fun onEnd() = end()
        })
    }

    override fun voicemails(folder: Folder): Flow<List<Voicemail>> = told {
        val listener = object : VoicemailsListener {
            override fun onChange(voicemails: List<Voicemail>) = hand(voicemails)

            override fun onEnd() = end()
        }
        sdk.watchVoicemails(folder, listener)
    }

    override suspend fun signIn(username: String, password: String): User = sdk.signIn(username, password)

    override suspend fun resume(): User = sdk.resume()

    override suspend fun signOut() = sdk.signOut()

    override suspend fun retryNow() = sdk.retryNow()

    override suspend fun ready(): LinkState = sdk.ready()

    override suspend fun user(): User = sdk.user()

    override suspend fun setPresence(presence: Presence, note: String?): Sending =
        sending(sdk.setPresence(presence, note))

    override suspend fun voicemail(id: String): Voicemail = sdk.voicemail(id)

    override suspend fun audio(id: String, part: PartKind): AudioFile = sdk.audio(id, part)

    override suspend fun setSeen(id: String, seen: Boolean): Sending = sending(sdk.setSeen(id, seen))

    override suspend fun delete(id: String): Sending = sending(sdk.delete(id))

    override suspend fun restore(id: String): Sending = sending(sdk.restore(id))

    override suspend fun logo(): Logo = sdk.logo()

    override fun close() = sdk.close()

    private fun sending(submission: Submission) = Sending { submission.use { it.sent() } }

    /** Whoever looks slowly sees the newest and not what was between. */
    private fun <T : Any> told(watch: ProducerScope<T>.() -> Subscription): Flow<T> = callbackFlow {
        val subscription = watch()
        awaitClose { subscription.close() }
    }.conflate()

    private fun <T> ProducerScope<T>.hand(value: T) {
        trySend(value)
    }

    private fun ProducerScope<*>.end() {
        close()
    }
}
