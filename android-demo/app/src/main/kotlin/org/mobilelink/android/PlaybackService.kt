package org.mobilelink.android

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.content.pm.ServiceInfo
import android.graphics.drawable.Icon
import android.media.AudioManager
import android.media.MediaMetadata
import android.media.session.MediaSession
import android.media.session.PlaybackState
import android.os.Build
import android.os.IBinder
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.distinctUntilChangedBy
import kotlinx.coroutines.launch
import org.mobilelink.app.AudioPlayer
import org.mobilelink.app.Playback
import org.mobilelink.screens.R as Texts

/** Keeps a message playing when the screen goes dark, with the controls of headsets, watches and the lock screen. */
class PlaybackService : Service() {
    private lateinit var player: AudioPlayer
    private lateinit var session: MediaSession
    private lateinit var scope: CoroutineScope

    /** Headphones were pulled out: nobody else should hear the message. */
    private val becameNoisy = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) = player.pause()
    }

    override fun onBind(intent: Intent?): IBinder? = null

    override fun onCreate() {
        super.onCreate()
        player = (application as MobileLinkApplication).player
        session = MediaSession(this, "voicemail")
        session.setCallback(Controls(player))
        session.setMetadata(
            MediaMetadata.Builder().putString(MediaMetadata.METADATA_KEY_TITLE, getString(Texts.string.player_title)).build(),
        )
        val channel =
            NotificationChannel(CHANNEL, getString(Texts.string.player_title), NotificationManager.IMPORTANCE_LOW)
        (getSystemService(NOTIFICATION_SERVICE) as NotificationManager).createNotificationChannel(channel)
        registerReceiver(becameNoisy, IntentFilter(AudioManager.ACTION_AUDIO_BECOMING_NOISY))
        scope = MainScope()
        scope.launch {
            player.playback.distinctUntilChangedBy { Triple(it.path, it.playing, it.ended) }.collect(::show)
        }
    }

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        if (intent?.action == TOGGLE) {
            if (player.playback.value.playing) player.pause() else player.resume()
        }
        show(player.playback.value)
        return START_NOT_STICKY
    }

    override fun onDestroy() {
        scope.cancel()
        unregisterReceiver(becameNoisy)
        session.release()
        super.onDestroy()
    }

    private fun show(playback: Playback) {
        session.isActive = playback.path != null
        session.setPlaybackState(stateOf(playback))
        comeToForeground(notification(playback))
        when {
            playback.path == null || playback.ended -> {
                stopForeground(STOP_FOREGROUND_REMOVE)
                stopSelf()
            }
            // Paused: the user may swipe the notification away.
            !playback.playing -> stopForeground(STOP_FOREGROUND_DETACH)
        }
    }

    private fun comeToForeground(notification: Notification) {
        try {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
                startForeground(NOTIFICATION, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_MEDIA_PLAYBACK)
            } else {
                startForeground(NOTIFICATION, notification)
            }
        } catch (_: IllegalStateException) {
            // Paused it left the foreground, and since Android 12 nothing comes back there from the background.
            return
        }
    }

    private fun notification(playback: Playback): Notification {
        val open = PendingIntent.getActivity(this, 0, Intent(this, MainActivity::class.java), PendingIntent.FLAG_IMMUTABLE)
        val toggle = PendingIntent.getService(
            this,
            0,
            Intent(this, PlaybackService::class.java).setAction(TOGGLE),
            PendingIntent.FLAG_IMMUTABLE,
        )
        val (icon, word) = if (playback.playing) {
            android.R.drawable.ic_media_pause to Texts.string.player_pause
        } else {
            android.R.drawable.ic_media_play to Texts.string.player_play
        }
        val action = Notification.Action.Builder(Icon.createWithResource(this, icon), getString(word), toggle).build()
        return Notification.Builder(this, CHANNEL)
            .setSmallIcon(R.drawable.ic_notification)
            .setContentTitle(getString(Texts.string.player_title))
            .setContentIntent(open)
            .setCategory(Notification.CATEGORY_TRANSPORT)
            // Who called is nobody's business on a locked screen.
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .setOngoing(playback.playing)
            .addAction(action)
            .setStyle(Notification.MediaStyle().setMediaSession(session.sessionToken).setShowActionsInCompactView(0))
            .build()
    }

    private companion object {
        const val CHANNEL = "playback"
        const val NOTIFICATION = 1
        const val TOGGLE = "org.mobilelink.android.TOGGLE"

        fun stateOf(playback: Playback): PlaybackState = PlaybackState.Builder()
            .setActions(
                PlaybackState.ACTION_PLAY or PlaybackState.ACTION_PAUSE or PlaybackState.ACTION_PLAY_PAUSE or
                    PlaybackState.ACTION_STOP or PlaybackState.ACTION_SEEK_TO or
                    PlaybackState.ACTION_REWIND or PlaybackState.ACTION_FAST_FORWARD,
            )
            .setState(
                when {
                    playback.path == null -> PlaybackState.STATE_NONE
                    playback.playing -> PlaybackState.STATE_PLAYING
                    else -> PlaybackState.STATE_PAUSED
                },
                playback.positionMs,
                1f,
            )
            .build()
    }
}

/** What a headset, a watch or the lock screen may do. */
private class Controls(private val player: AudioPlayer) : MediaSession.Callback() {
    override fun onPlay() = player.resume()

    override fun onPause() = player.pause()

    override fun onStop() = player.stop()

    override fun onSeekTo(pos: Long) = player.seek(pos)

    override fun onRewind() = jump(-JUMP_MS)

    override fun onFastForward() = jump(JUMP_MS)

    private fun jump(byMs: Long) = player.seek((player.playback.value.positionMs + byMs).coerceAtLeast(0))

    private companion object {
        const val JUMP_MS = 10_000L
    }
}
