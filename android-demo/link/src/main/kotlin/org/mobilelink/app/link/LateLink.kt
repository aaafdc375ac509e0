package org.mobilelink.app.link

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.withContext
import org.mobilelink.client.AudioFile
import org.mobilelink.client.LinkState
import org.mobilelink.client.Logo
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Folder
import org.mobilelink.wire.PartKind
import org.mobilelink.wire.Presence
import org.mobilelink.wire.User

/**
 * A link that is still being opened, so that screens need not wait for it: everything waits until it is there.
 *
 * What crosses from the SDK does so on [background]: the thread that draws is busy when the app starts.
 */
internal class LateLink(private val link: Deferred<Link>, private val background: CoroutineDispatcher) : Link {
    override val states = late { it.states }
    override val lamps = late { it.lamps }
    override val presence = late { it.presence }
    override val people = late { it.people }
    override val conferences = late { it.conferences }

    override fun voicemails(folder: Folder): Flow<List<Voicemail>> = late { it.voicemails(folder) }

    override suspend fun signIn(username: String, password: String): User = there { signIn(username, password) }

    override suspend fun resume(): User = there { resume() }

    override suspend fun signOut() = there { signOut() }

    override suspend fun retryNow() = there { retryNow() }

    override suspend fun ready(): LinkState = there { ready() }

    override suspend fun user(): User = there { user() }

    override suspend fun setPresence(presence: Presence, note: String?): Sending = there { setPresence(presence, note) }

    override suspend fun voicemail(id: String): Voicemail = there { voicemail(id) }

    override suspend fun audio(id: String, part: PartKind): AudioFile = there { audio(id, part) }

    override suspend fun setSeen(id: String, seen: Boolean): Sending = there { setSeen(id, seen) }

    override suspend fun delete(id: String): Sending = there { delete(id) }

    override suspend fun restore(id: String): Sending = there { restore(id) }

    override suspend fun logo(): Logo = there { logo() }

    @OptIn(ExperimentalCoroutinesApi::class)
    override fun close() {
        if (link.isCompleted && link.getCompletionExceptionOrNull() == null) link.getCompleted().close()
    }

    private suspend fun <T> there(work: suspend Link.() -> T): T = withContext(background) { link.await().work() }

    private fun <T> late(flow: (Link) -> Flow<T>): Flow<T> =
        flow { emitAll(flow(link.await())) }.flowOn(background).conflate()
}
