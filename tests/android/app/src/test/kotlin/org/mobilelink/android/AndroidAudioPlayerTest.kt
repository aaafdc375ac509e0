package org.mobilelink.android

import android.app.Application
import android.app.ForegroundServiceStartNotAllowedException
import android.content.ComponentName
import android.content.Context
import android.content.ContextWrapper
import android.content.Intent
import android.media.AudioManager
import android.os.Looper
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowMediaPlayer

@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class, shadows = [PlainBluetoothDevice::class])
class AndroidAudioPlayerTest {
    private val main = MainScope()
    private val context: Context = RuntimeEnvironment.getApplication()
    private val audio = context.getSystemService(Context.AUDIO_SERVICE) as AudioManager

    @Before fun aSpeakerThatPlays() {
        ShadowMediaPlayer.setMediaInfoProvider { ShadowMediaPlayer.MediaInfo(7_000, 0) }
    }

    @After fun end() = main.cancel()

    private fun AndroidAudioPlayer.plays(path: String) = apply {
        play(path)
        shadowOf(Looper.getMainLooper()).idle()
    }

    @Test fun `what may not sound says so, and sounds when it may`() {
        val player = AndroidAudioPlayer(context, main)
        shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_FAILED)
        val refused = player.plays("/1.wav").playback.value
        assertFalse(refused.playing)
        assertNotNull(refused.failure)
        assertEquals("/1.wav", refused.path)
        shadowOf(audio).setNextFocusRequestResponse(AudioManager.AUDIOFOCUS_REQUEST_GRANTED)
        val granted = player.plays("/1.wav").playback.value
        assertTrue(granted.playing)
        assertNull(granted.failure)
    }

    @Test fun `from the background it plays without a service`() {
        val background = object : ContextWrapper(context) {
            override fun startForegroundService(service: Intent): ComponentName =
                throw ForegroundServiceStartNotAllowedException("not from the background")
        }
        assertTrue(AndroidAudioPlayer(background, main).plays("/1.wav").playback.value.playing)
    }
}
