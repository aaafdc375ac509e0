package org.mobilelink.desktop.sound

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.mobilelink.app.Playback
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.time.Duration.Companion.seconds

/** The player's side of ML-42, without a sound device. */
class DesktopAudioPlayerTest {
    @get:Rule val folder = TemporaryFolder()

    private val outputs = CopyOnWriteArrayList<ByHand>()
    private val player = DesktopAudioPlayer { _, channels -> ByHand(channels).also(outputs::add) }

    @After fun close() = player.close()

    private fun file(samples: ShortArray) = folder.newFile().holding(wav16(samples)).path

    private fun until(what: (Playback) -> Boolean): Playback =
        runBlocking { withTimeout(10.seconds) { player.playback.first(what) } }

    @Test fun `it plays at once, and the position is what was heard`() {
        val path = file(voice(2.0))
        player.play(path)
        until { it.playing && it.path == path }
        outputs.single().hear(4_000)
        until { it.positionMs == 500L }
    }

    @Test fun `every sample reaches the output, then it has ended`() {
        val samples = voice(0.5)
        player.play(file(samples))
        until { it.playing }
        outputs.single().hear(samples.size)
        assertEquals(500, until { it.ended }.positionMs)
        assertArrayEquals(samples, outputs.single().taken())
    }

    @Test fun `paused it holds its place, resumed it goes on`() {
        player.play(file(voice(2.0)))
        until { it.playing }
        player.pause()
        until { !it.playing }
        assertTrue(outputs.single().paused)
        player.resume()
        until { it.playing }
        outputs.single().hear(8_000)
        until { it.positionMs == 1_000L }
    }

    @Test fun `a jump is shown at once and goes on from there`() {
        val samples = voice(4.0)
        player.play(file(samples))
        until { it.playing }
        player.seek(3_000)
        until { it.positionMs == 3_000L }
        outputs.single().hear(80_000)
        until { it.ended }
        val last = outputs.single().taken().takeLast(8_000)
        assertArrayEquals(samples.copyOfRange(24_000, 32_000), last.toShortArray())
    }

    @Test fun `it begins where it is told, and after the end from the start`() {
        player.play(file(voice(1.0)), positionMs = 800)
        assertEquals(800, until { it.playing }.positionMs)
        outputs.single().hear(80_000)
        until { it.ended }
        player.resume()
        assertEquals(false, until { it.playing }.ended)
    }

    @Test fun `at double speed the position moves twice as fast`() {
        player.setSpeed(2f)
        player.play(file(voice(4.0)))
        until { it.playing }
        outputs.single().hear(8_000)
        assertEquals(2_000.0, until { it.positionMs >= 1_990 }.positionMs.toDouble(), 20.0)
    }

    @Test fun `what played before ends, and stop lets go of the device`() {
        player.play(file(voice(1.0)))
        until { it.playing }
        val second = file(voice(1.0))
        player.play(second)
        until { it.path == second }
        assertTrue(outputs.first().closed)
        player.stop()
        until { it.path == null }
        assertTrue(outputs.all { it.closed })
    }

    @Test fun `without a sound device it says what to do`() {
        val deaf = DesktopAudioPlayer { _, _ -> throw NoSound("No sound device was found.") }
        deaf.play(file(voice(0.1)))
        val playback = runBlocking { withTimeout(10.seconds) { deaf.playback.first { it.failure != null } } }
        assertEquals("No sound device was found.", playback.failure)
        deaf.close()
    }

    @Test fun `what is no WAV says so, and the next file plays`() {
        player.play(folder.newFile().holding("<html>".toByteArray()).path)
        assertEquals("This is no WAV file", until { it.failure != null }.failure)
        player.play(file(voice(0.1)))
        until { it.playing }
    }

    @Test fun `a device that fails in the middle is told, and the next file plays`() {
        val first = file(voice(1.0))
        player.play(first)
        until { it.playing }
        outputs.single().broken = true
        assertEquals("unplugged", until { it.failure != null }.failure)
        player.play(file(voice(0.1)))
        until { it.playing }
    }

    @Test fun `a file that went away says so`() {
        player.play("/nowhere/at/all.wav")
        assertTrue(until { it.failure != null }.failure.orEmpty().contains("all.wav"))
    }

    @Test fun `without a device time passes as it would`() {
        var now = 0L
        val silent = SilentOutput(rate = 8_000, channels = 1) { now }
        silent.write(ShortArray(400))
        now += 25_000_000
        assertEquals(200, silent.heard)
        silent.pause()
        now += 1_000_000_000
        assertEquals(200, silent.heard)
        silent.resume()
        now += 1_000_000_000
        assertEquals(400, silent.heard)
        silent.write(ShortArray(80))
        assertEquals("nothing was heard while there was nothing", 400, silent.heard)
    }
}

/** Takes a tenth of a second ahead of what it is told to hear. */
private class ByHand(private val channels: Int) : SoundOutput {
    private val all = ArrayList<Short>()
    private var ears = 0L

    @Volatile var paused = false

    @Volatile var closed = false

    @Volatile var broken = false

    override val written: Long @Synchronized get() = (all.size / channels).toLong()
    override val heard: Long @Synchronized get() = minOf(ears, written)

    @Synchronized fun hear(frames: Int) {
        ears += frames
    }

    @Synchronized fun taken(): ShortArray = all.toShortArray()

    override fun write(samples: ShortArray) {
        check(!broken) { "unplugged" }
        synchronized(this) { samples.forEach(all::add) }
        // The thread of the player must stay free for the next word.
        if (written - heard > 800) Thread.sleep(1)
    }

    override fun pause() {
        paused = true
    }

    override fun resume() {
        paused = false
    }

    @Synchronized override fun flush() {
        ears = written
    }

    override fun close() {
        closed = true
    }
}
