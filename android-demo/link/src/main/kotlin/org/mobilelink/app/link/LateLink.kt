package org.mobilelink.app.link

import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import org.mobilelink.client.AudioFile
import org.mobilelink.client.LinkState
import org.mobilelink.client.Logo
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Folder
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Presence
import org.mobilelink.wire.User

/** A link that is still being opened, so that screens need not wait for it: everything waits until it is there. */
internal class LateLink(private val link: Deferred<Link>) : Link {
    override val states = late { it.states }
    override val lamps = late { it.lamps }
    override val presence = late { it.presence }
    override val people = late { it.people }
    override val conferences = late { it.conferences }

    override fun voicemails(folder: Folder): Flow<List<Voicemail>> = late { it.voicemails(folder) }

    override suspend fun signIn(username: String, password: String): User = link.await().signIn(username, password)

    override suspend fun resume(): User = link.await().resume()

    override suspend fun signOut() = link.await().signOut()

    override suspend fun retryNow() = link.await().retryNow()

    override suspend fun ready(): LinkState = link.await().ready()

    override suspend fun user(): User = link.await().user()

    override suspend fun setPresence(presence: Presence, note: String?): Sending =
        link.await().setPresence(presence, note)

    override suspend fun voicemail(id: String): Voicemail = link.await().voicemail(id)

    override suspend fun audio(id: String, part: PartKind): AudioFile = link.await().audio(id, part)

    override suspend fun setSeen(id: String, seen: Boolean): Sending = link.await().setSeen(id, seen)

    override suspend fun delete(id: String): Sending = link.await().delete(id)

    override suspend fun restore(id: String): Sending = link.await().restore(id)

    override suspend fun logo(): Logo = link.await().logo()

    @OptIn(ExperimentalCoroutinesApi::class)
    override fun close() {
        if (link.isCompleted && link.getCompletionExceptionOrNull() == null) link.getCompleted().close()
    }

    private fun <T> late(flow: (Link) -> Flow<T>): Flow<T> = flow { emitAll(flow(link.await())) }
}
