package org.mobilelink.app

import kotlin.time.measureTime
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.mobilelink.app.Office.Companion.message
import org.mobilelink.app.link.problemOf
import org.mobilelink.app.present.firstWords
import org.mobilelink.app.present.inboundRows
import org.mobilelink.client.Leg
import org.mobilelink.client.LinkException
import org.mobilelink.wire.Sender

class RowsTest {
    @Test
    fun `5000 messages become rows within a frame or two, in each order (ML-13)`() {
        val senders = List(200) { Sender.External("+4420$it", "Caller ${it * 7919 % 200}") }
        val messages = List(5_000) { message("$it", senders[it % senders.size], minute = -it.toLong()) }
        for (order in VoicemailOrder.entries) {
            repeat(20) { inboundRows(messages, order) }
            val took = measureTime { assertEquals(5_000, inboundRows(messages, order).size) }
            // A tenth of this on a quiet machine.
            assertTrue("$order took $took", took.inWholeMilliseconds < 500)
        }
    }

    @Test
    fun `the preview is the beginning of the first line that says something`() {
        assertEquals("Hello Alice.", firstWords("\n  \n Hello Alice. \nSecond line"))
        assertEquals(120, firstWords("a".repeat(5_000))?.length)
        assertNull(firstWords(null))
        assertNull(firstWords(" \n "))
    }

    @Test
    fun `each error of the SDK is a problem that says what to do`() {
        val problems = mapOf(
            LinkException.Offline(Leg.NET, "away") to Problem.Offline,
            LinkException.SignInRefused() to Problem.SignInRefused,
            LinkException.NotPermitted("feature_key_missing") to Problem.NotPermitted,
            LinkException.Full() to Problem.Full,
            LinkException.Unsupported("8.0") to Problem.Unsupported("8.0"),
            LinkException.Gone() to Problem.Gone,
            LinkException.Invalid("host", "a name") to Problem.Invalid("host", "a name"),
            LinkException.Unexpected("a fault") to Problem.Unexpected("a fault"),
            IllegalStateException("closed") to Problem.Unexpected("closed"),
        )
        for ((error, problem) in problems) assertEquals(problem, problemOf(error))
    }
}
