package org.mobilelink.app.present

import java.text.Normalizer
import java.util.Locale
import org.mobilelink.app.ConferenceRow
import org.mobilelink.app.Content
import org.mobilelink.app.PeopleOrder
import org.mobilelink.app.Problem
import org.mobilelink.app.SentRow
import org.mobilelink.app.VoicemailOrder
import org.mobilelink.app.VoicemailRow
import org.mobilelink.app.link.Standing
import org.mobilelink.client.Voicemail
import org.mobilelink.wire.Conference
import org.mobilelink.wire.Person
import org.mobilelink.wire.Sender
import org.mobilelink.wire.VoicemailKind

/** As much as two lines of a narrow screen take. */
private const val PREVIEW = 120

/** A list that is empty is believed only when the cache was up to date once. */
internal fun <T> contentOf(rows: List<T>, standing: Standing): Content<T> = when {
    rows.isNotEmpty() -> Content.Ready(rows)
    standing.caughtUp -> Content.Empty
    standing.offline -> Content.Failed(Problem.Offline)
    else -> Content.Loading
}

/** One message as lists show it (ML-44). */
internal fun rowOf(message: Voicemail): VoicemailRow = VoicemailRow(
    id = message.id,
    who = message.sender.who,
    number = message.sender.numberBesides,
    isInternal = message.sender is Sender.Internal,
    isForward = message.kind == VoicemailKind.FORWARD,
    receivedAt = message.receivedAt,
    durationMs = message.durationMs?.toLong(),
    isNew = !message.seen,
    pending = message.pending,
    preview = firstWords(message.text),
)

/** The messages in the order of ML-13; they come newest first. */
internal fun inboundRows(messages: List<Voicemail>, order: VoicemailOrder): List<VoicemailRow> {
    val rows = messages.map(::rowOf)
    return when (order) {
        VoicemailOrder.NewestFirst -> rows
        VoicemailOrder.OldestFirst -> rows.asReversed()
        VoicemailOrder.Caller -> rows.inDictionaryOrder { it.who }
    }
}

internal fun sentRowOf(message: Voicemail): SentRow = SentRow(
    id = message.id,
    recipients = message.recipients.map { it.name },
    sentAt = message.receivedAt,
    durationMs = message.durationMs?.toLong(),
    preview = firstWords(message.text) ?: firstWords(message.subject),
)

internal fun rowOf(conference: Conference): ConferenceRow = ConferenceRow(
    id = conference.id,
    name = conference.name,
    number = conference.number,
    standing = conference.state,
    startAt = conference.startAt,
    durationMs = conference.durationMs?.toLong(),
    overtime = conference.overtime,
)

/** The directory in the order of ML-13. */
internal fun List<Person>.inOrder(order: PeopleOrder): List<Person> = when (order) {
    PeopleOrder.LastName -> inDictionaryOrder { "${it.lastName} ${it.firstName}" }
    PeopleOrder.FirstName -> inDictionaryOrder { "${it.firstName} ${it.lastName}" }
    PeopleOrder.Extension -> sortedWith(compareBy({ it.extension.length }, { it.extension }))
}

internal val Person.name: String get() = "$firstName $lastName".trim()

/** Whether name or extension contains what was searched for, whatever its case. */
internal fun matches(search: String, name: String, extension: String): Boolean =
    search.isBlank() || name.contains(search.trim(), ignoreCase = true) || extension.contains(search.trim())

/** Name, or number when there is no name; empty when the number was withheld. */
internal val Sender.who: String
    get() = when (this) {
        is Sender.Internal -> name
        is Sender.External -> name?.ifBlank { null } ?: number
    }

/** Extension or caller id; none when it is what stands for the name already, or was withheld. */
internal val Sender.numberBesides: String?
    get() = when (this) {
        is Sender.Internal -> extension
        is Sender.External -> number.takeUnless { name.isNullOrBlank() || it.isBlank() }
    }

/** The beginning of the first line that says something. */
internal fun firstWords(text: String?): String? {
    val line = text?.lineSequence()?.firstOrNull { it.isNotBlank() } ?: return null
    return line.trim().take(PREVIEW)
}

/** Ä beside A, and upper beside lower case; equal ones keep their order. */
private fun <T> List<T>.inDictionaryOrder(name: (T) -> String): List<T> =
    map { wordOf(name(it)) to it }.sortedBy { it.first }.map { it.second }

/** A collator would know each language's order, and take a third of a second for 5,000 names. */
private fun wordOf(name: String): String {
    val lower = name.lowercase(Locale.ROOT)
    if (lower.all { it < FIRST_BEYOND_ASCII }) return lower
    return Normalizer.normalize(lower, Normalizer.Form.NFD).filter { it.category != CharCategory.NON_SPACING_MARK }
}

private const val FIRST_BEYOND_ASCII = '\u0080'
