package org.mobilelink.screens

import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.ZonedDateTime
import java.time.chrono.IsoChronology
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeFormatterBuilder
import java.time.format.FormatStyle
import java.util.Locale

/**
 * Writes days, clocks and durations as people of a language do.
 *
 * [hour24] is the choice of the device; by default the language decides. Clocks and dates stand in an isolate,
 * so that they keep their order in lines of either direction.
 */
class Moments(
    private val locale: Locale,
    private val zone: ZoneId,
    hour24: Boolean = countsTo24(locale),
    private val now: () -> Instant = Instant::now,
) {
    private val clock = DateTimeFormatter.ofPattern(if (hour24) "HH:mm" else "h:mm a", locale)

    /** The clock today, the date before: for lists. */
    fun short(words: Words, at: Instant): String {
        val then = at.atZone(zone)
        return if (then.toLocalDate() == today()) isolated(clock.format(then)) else date(words, then)
    }

    /** Day and clock, with a word for the days next to today. */
    fun full(words: Words, at: Instant): String {
        val then = at.atZone(zone)
        val time = isolated(clock.format(then))
        val whole = when (then.toLocalDate()) {
            today() -> words.say(Phrase.TODAY_AT, time)
            today().minusDays(1) -> words.say(Phrase.YESTERDAY_AT, time)
            today().plusDays(1) -> words.say(Phrase.TOMORROW_AT, time)
            else -> words.say(Phrase.DAY_AT, dateWithWeekday(words, then), time)
        }
        return isolated(whole)
    }

    /** `1:23` or `1:02:03`: for eyes. */
    fun duration(ms: Long): String {
        val seconds = ms.coerceAtLeast(0) / 1_000
        val (hours, minutes, rest) = Triple(seconds / 3_600, seconds / 60 % 60, seconds % 60)
        val twoDigits = rest.toString().padStart(2, '0')
        return if (hours == 0L) "$minutes:$twoDigits" else "$hours:${minutes.toString().padStart(2, '0')}:$twoDigits"
    }

    /** `1 minute 23 seconds`: for ears, and for plans. */
    fun spoken(words: Words, ms: Long): String {
        val seconds = (ms.coerceAtLeast(0) / 1_000).toInt()
        val parts = listOfNotNull(
            (seconds / 3_600).takeIf { it > 0 }
                ?.let { words.count(Phrase.SPOKEN_HOURS_ONE, Phrase.SPOKEN_HOURS_OTHER, it) },
            (seconds / 60 % 60).takeIf { it > 0 }
                ?.let { words.count(Phrase.SPOKEN_MINUTES_ONE, Phrase.SPOKEN_MINUTES_OTHER, it) },
            (seconds % 60).takeIf { it > 0 || seconds == 0 }
                ?.let { words.count(Phrase.SPOKEN_SECONDS_ONE, Phrase.SPOKEN_SECONDS_OTHER, it) },
        )
        return parts.joinToString(" ")
    }

    /** `1.25` or `1,25`, without zeros at the end. */
    fun number(value: Float): String {
        val plain = if (value % 1f == 0f) value.toInt().toString() else value.toString()
        val separator = java.text.DecimalFormatSymbols.getInstance(locale).decimalSeparator
        return plain.replace('.', separator)
    }

    private fun date(words: Words, then: ZonedDateTime): String =
        written(words, then, Phrase.DATE_PATTERN)

    private fun dateWithWeekday(words: Words, then: ZonedDateTime): String =
        written(words, then, Phrase.DATE_PATTERN_WEEKDAY)

    private fun written(words: Words, then: ZonedDateTime, thisYear: Phrase): String {
        val pattern = if (then.year == today().year) thisYear else Phrase.DATE_PATTERN_YEAR
        return isolated(DateTimeFormatter.ofPattern(words.say(pattern), locale).format(then))
    }

    /** Runs in the direction of its first letter, whatever is around it: `3:14 PM` is never `PM 3:14` (UAX 9). */
    private fun isolated(text: String): String = FIRST_STRONG_ISOLATE + text + POP_ISOLATE

    internal fun today(): LocalDate = now().atZone(zone).toLocalDate()

    companion object {
        private const val FIRST_STRONG_ISOLATE = "\u2068"
        private const val POP_ISOLATE = "\u2069"

        private fun countsTo24(locale: Locale): Boolean {
            val pattern = DateTimeFormatterBuilder.getLocalizedDateTimePattern(
                null, FormatStyle.SHORT, IsoChronology.INSTANCE, locale,
            )
            return 'a' !in pattern
        }
    }
}
