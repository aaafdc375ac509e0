package org.mobilelink.app.link

import kotlinx.coroutines.flow.Flow
import org.mobilelink.MobileLink
import org.mobilelink.Submission
import org.mobilelink.client.AudioFile
import org.mobilelink.client.Lamps
import org.mobilelink.client.LinkState
import org.mobilelink.client.Logo
import org.mobilelink.client.Voicemail
import org.mobilelink.watchConferences
import org.mobilelink.watchDirectory
import org.mobilelink.watchLamps
import org.mobilelink.watchPresence
import org.mobilelink.watchState
import org.mobilelink.watchVoicemails
import org.mobilelink.wire.Conference
import org.mobilelink.wire.CurrentPresence
import org.mobilelink.wire.Folder
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Person
import org.mobilelink.wire.Presence
import org.mobilelink.wire.User

/** The SDK behind [Link]: hands on what it is told, and lets go of what it holds. */
internal class SdkLink(private val sdk: MobileLink) : Link {
    override val states: Flow<LinkState> = sdk.watchState()
    override val lamps: Flow<Lamps> = sdk.watchLamps()
    override val presence: Flow<CurrentPresence> = sdk.watchPresence()
    override val people: Flow<List<Person>> = sdk.watchDirectory()
    override val conferences: Flow<List<Conference>> = sdk.watchConferences()

    override fun voicemails(folder: Folder): Flow<List<Voicemail>> = sdk.watchVoicemails(folder)

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
}
