package org.mobilelink.desktop.live

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.mobilelink.desktop.sound.littleEndian
import org.mobilelink.desktop.sound.voice
import org.mobilelink.desktop.sound.wav16
import java.io.File
import javax.imageio.ImageIO

/** The desktop app as users start it, in a real window, against `mobilelinkd demo`. */
class ArrivalTest {
    @get:Rule val folder = TemporaryFolder()

    @Test fun `a voicemail from swaks turns up new on screen within a second, and its own audio is heard (ML-40, ML-42)`() {
        assertTrue("Xvfb is missing, so there is no screen to look at: apt-get install xvfb", XServer.isInstalled())
        val spoken = voice(seconds = 1.5)
        val message = folder.newFile("message.wav").apply { writeBytes(wav16(spoken)) }
        val heard = folder.root.resolve("heard.raw")
        XServer.start().use { screen ->
            DemoServer.start().use { server ->
                app(screen, server, heard).use { app ->
                    app.signIn()
                    app.click("Inbound Messages")
                    app.await("Number withheld")
                    val kept = Swaks.send(server, body = "The tide table is on your desk.", audio = message)
                    val shown = app.await("The tide table is on your desk.")
                    app.shoot(File("target/arrival.png"))
                    app.writeTree(File("target/arrival.txt"))
                    println("on screen ${shown - kept} ms after the 250 that swaks read")
                    assertTrue("on screen ${shown - kept} ms after the 250", shown - kept < 1_000)
                    assertEquals("New", app.stateOf("The tide table is on your desk."))
                    app.plays("The tide table is on your desk.", spoken, heard)
                }
            }
        }
        assertTrue("a picture was taken", ImageIO.read(File("target/arrival.png")).width > 300)
    }

    private fun app(screen: XServer, server: DemoServer, heard: File): ProbedApp {
        val arguments = listOf("--server", "127.0.0.1:${server.amds}", "--user", "alice", "--data", folder.newFolder().path)
        return ProbedApp(screen.display, folder.newFile("app.log"), arguments, Capture.environment(heard, folder.root))
    }

    private fun ProbedApp.signIn() {
        click("Password")
        type(DemoServer.PASSWORD)
        click("Sign in")
        await("Connection: Connected")
    }

    /** Plays it through Java's sound device to the end: nothing is heard that is not in the message, and all of it. */
    private fun ProbedApp.plays(text: String, spoken: ShortArray, heard: File) {
        click(text)
        await("Back 10 seconds")
        shoot(File("target/player.png"))
        await("Position")
        within10Seconds { stateOf("Position") == "1 second of 1 second" }
        await("Play")
        // ALSA's file device keeps its last buffer to itself until it is let go.
        click("Back")
        val bytes = spoken.littleEndian()
        within10Seconds { heard.length() >= bytes.size }
        val captured = heard.readBytes()
        assertTrue("${captured.size} bytes reached the device", captured.size >= bytes.size)
        assertArrayEquals(bytes, captured.copyOf(bytes.size))
        assertTrue("silence after the end", captured.drop(bytes.size).all { it == 0.toByte() })
    }

    private fun within10Seconds(isSo: () -> Boolean) {
        val until = System.currentTimeMillis() + 10_000
        while (!isSo() && System.currentTimeMillis() < until) Thread.sleep(20)
    }
}
