package org.mobilelink.android

import android.bluetooth.BluetoothDevice
import android.content.Context
import android.graphics.Bitmap
import android.media.AudioManager
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.printToString
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.mobilelink.screens.Phrase
import org.mobilelink.story.DemoStory
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.annotation.Implements
import org.robolectric.shadows.ShadowMediaPlayer
import java.io.File

/** The real activity on the real SDK in demo mode, drawn by Android's own graphics code; only the speaker is not real. */
@RunWith(RobolectricTestRunner::class)
@Config(qualifiers = "w411dp-h891dp-xhdpi", shadows = [PlainBluetoothDevice::class])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class DemoOnAndroidTest {
    @get:Rule val rule = createAndroidComposeRule<MainActivity>()

    private val story by lazy {
        DemoStory(rule, AndroidWords(rule.activity), ::await)
    }

    /** In real time; what is on screen instead is told. */
    private fun await(done: () -> Boolean) = try {
        rule.waitUntil(timeoutMillis = 30_000, condition = done)
    } catch (late: ComposeTimeoutException) {
        val playback = (rule.activity.application as MobileLinkApplication).player.playback.value
        throw AssertionError("$playback\n" + rule.onAllNodes(isRoot()).printToString(maxDepth = Int.MAX_VALUE), late)
    }

    @Before fun aSpeakerThatPlays() {
        ShadowMediaPlayer.setMediaInfoProvider { ShadowMediaPlayer.MediaInfo(7_000, 0) }
    }

    @Test fun `a person signs in, sets presence, hears a new message, deletes it and takes it back (ML-10, 30, 40 to 43)`() {
        with(story) {
            signIn()
            setPresence(Phrase.PRESENCE_AT_A_MEETING)
            val before = newMessages()
            openInbound()
            shoot("inbound")
            val message = hearNewMessage()
            playsInTheForeground()
            back()
            isHeard(message)
            deleteAndUndo(message)
            back()
            assertEquals("one was heard", before - 1, newMessages())
        }
    }

    private fun playsInTheForeground() {
        val started = generateSequence { shadowOf(rule.activity.application).nextStartedService }
        assertTrue(started.any { it.component?.className == PlaybackService::class.java.name })
        val audio = rule.activity.getSystemService(Context.AUDIO_SERVICE) as AudioManager
        assertEquals("the earpiece, as settled at first", AudioManager.MODE_IN_COMMUNICATION, audio.mode)
    }

    private fun shoot(name: String) {
        val picture = rule.onRoot().captureToImage().asAndroidBitmap()
        File("target/$name.png").outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }
}

/** In place of Robolectric's, which names a class of Android 16 and so breaks every player on Android 15. */
@Implements(BluetoothDevice::class)
class PlainBluetoothDevice
