package org.mobilelink.android

import android.annotation.SuppressLint
import android.content.Context
import android.text.format.DateFormat
import org.mobilelink.screens.Moments
import org.mobilelink.screens.Phrase
import org.mobilelink.screens.Words
import java.time.ZoneId
import java.util.Locale

/** The texts of the resources in the language of the device, and its choice of clock. */
class AndroidWords(private val context: Context) : Words {
    private val locale: Locale = context.resources.configuration.locales[0]
    private val ids = HashMap<Phrase, Int>()

    override val moments = Moments(locale, ZoneId.systemDefault(), hour24 = DateFormat.is24HourFormat(context))

    override fun say(phrase: Phrase, vararg values: Any): String {
        val text = context.getString(ids.getOrPut(phrase) { idOf(phrase) })
        return if (values.isEmpty()) text else text.format(locale, *values)
    }

    // Each name is looked up once; res/raw/keep.xml tells the shrinker that they are used.
    @SuppressLint("DiscouragedApi")
    private fun idOf(phrase: Phrase): Int = context.resources.getIdentifier(phrase.key, "string", context.packageName)
}
