// What can be watched, as flows that begin with the value now.
//
// A flow holds the newest value only: whoever collects slowly skips what is old. It completes when its link is let go,
// fails with LinkException when it cannot begin, and lets go of its subscription when nobody collects any more.

package org.mobilelink

import kotlinx.coroutines.channels.ProducerScope
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import org.mobilelink.client.Lamps
import org.mobilelink.client.LinkState
import org.mobilelink.client.Logo
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Conference
import org.mobilelink.wire.CurrentPresence
import org.mobilelink.wire.Folder
import org.mobilelink.wire.Person
import org.mobilelink.wire.User

/** The state now and after every change (ML-22). */
public fun MobileLink.watchState(): Flow<LinkState> = newest {
    watchState(object : StateListener {
        override fun onChange(state: LinkState) = hand(state)

        override fun onEnd() = end()
    })
}

/** The four lamps now and after every change (ML-17). */
public fun MobileLink.watchLamps(): Flow<Lamps> = newest {
    watchLamps(object : LampsListener {
        override fun onChange(lamps: Lamps) = hand(lamps)

        override fun onEnd() = end()
    })
}

/** The own presence now and after every change, from wherever it was set (PRS-05). */
public fun MobileLink.watchPresence(): Flow<CurrentPresence> = newest {
    watchPresence(object : PresenceListener {
        override fun onChange(presence: CurrentPresence) = hand(presence)

        override fun onEnd() = end()
    })
}

/** The directory now and after every change. */
public fun MobileLink.watchDirectory(): Flow<List<Person>> = newest {
    watchDirectory(object : DirectoryListener {
        override fun onChange(people: List<Person>) = hand(people)

        override fun onEnd() = end()
    })
}

/** The messages of a folder, newest first, now and after every change (ML-40). */
public fun MobileLink.watchVoicemails(folder: Folder): Flow<List<Voicemail>> = newest {
    val listener = object : VoicemailsListener {
        override fun onChange(voicemails: List<Voicemail>) = hand(voicemails)

        override fun onEnd() = end()
    }
    watchVoicemails(folder, listener)
}

/** The conferences of the user now and after every change (ML-60). */
public fun MobileLink.watchConferences(): Flow<List<Conference>> = newest {
    watchConferences(object : ConferencesListener {
        override fun onChange(conferences: List<Conference>) = hand(conferences)

        override fun onEnd() = end()
    })
}

/** The signed-in account now and after every change of mode, permissions or names. */
public fun MobileLink.watchUser(): Flow<User> = newest {
    watchUser(object : UserListener {
        override fun onChange(user: User) = hand(user)

        override fun onEnd() = end()
    })
}

/** The logo as it was last fetched, and each newer one; nothing before the first (LOGO-03). */
public fun MobileLink.watchLogo(): Flow<Logo> = newest {
    watchLogo(object : LogoListener {
        override fun onChange(logo: Logo) = hand(logo)

        override fun onEnd() = end()
    })
}

private fun <T> newest(subscribe: ProducerScope<T>.() -> Subscription): Flow<T> = callbackFlow {
    val subscription = subscribe()
    awaitClose { subscription.close() }
}.conflate()

private fun <T> ProducerScope<T>.hand(value: T) {
    trySend(value)
}

private fun ProducerScope<*>.end() {
    close()
}
