package org.mobilelink.app.link

import kotlinx.coroutines.flow.Flow
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

/**
 * One account on one server, or the demo, with what presenters need of the SDK and in its own records.
 *
 * Flows give the value now and after every change, and never block; functions throw `LinkException`.
 */
interface Link : AutoCloseable {
    /** One of exactly four (ML-22). */
    val states: Flow<LinkState>

    /** The four legs (ML-17). */
    val lamps: Flow<Lamps>

    /** The own presence, from wherever it was set (PRS-05). */
    val presence: Flow<CurrentPresence>

    /** Everybody of the site. */
    val people: Flow<List<Person>>

    /** Soonest first, standing bridges last (ML-60). */
    val conferences: Flow<List<Conference>>

    /** The messages of a folder, newest first (ML-40). */
    fun voicemails(folder: Folder): Flow<List<Voicemail>>

    /** Returns when the server decided; the cache catches up meanwhile. */
    suspend fun signIn(username: String, password: String): User

    /** Continues the session that is kept on this device; `SignInRefused` when there is none any more. */
    suspend fun resume(): User

    /** The server forgets this device. */
    suspend fun signOut()

    /** Does not wait for the timer of a lost link. */
    suspend fun retryNow()

    /** Waits until no other state follows by itself. */
    suspend fun ready(): LinkState

    /** The account, from the cache. */
    suspend fun user(): User

    suspend fun setPresence(presence: Presence, note: String?): Sending

    /** One message, wherever it lies. */
    suspend fun voicemail(id: String): Voicemail

    /** The audio of one part as a file, fetched at the first call. Does not mark the message seen. */
    suspend fun audio(id: String, part: PartKind): AudioFile

    suspend fun setSeen(id: String, seen: Boolean): Sending

    /** Into Trash, and from Trash away for good. */
    suspend fun delete(id: String): Sending

    /** The undo of [delete]. */
    suspend fun restore(id: String): Sending

    /** The newest logo that can be had (LOGO-03). */
    suspend fun logo(): Logo
}

/** An action that is shown already and that the server may not have yet; it is sent whether anybody waits or not. */
fun interface Sending {
    /** Waits until the server has it, and throws when it refuses. */
    suspend fun sent()
}
