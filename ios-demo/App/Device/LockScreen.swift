import AVFoundation
import LinkCore
import MediaPlayer

/// Play, pause and skip from the lock screen, headphones and the control centre.
@MainActor
final class LockScreen {
    /// Sends what is done there to a player, for as long as the app lives.
    func attach(to player: any AudioPlayer) {
        let center = MPRemoteCommandCenter.shared()
        center.skipForwardCommand.preferredIntervals = [10]
        center.skipBackwardCommand.preferredIntervals = [10]
        on(center.playCommand, player) { $0.resume() }
        on(center.pauseCommand, player) { $0.pause() }
        on(center.togglePlayPauseCommand, player) { $0.playback.playing ? $0.pause() : $0.resume() }
        on(center.skipForwardCommand, player) { $0.seek(positionMs: $0.playback.positionMs + 10_000) }
        on(center.skipBackwardCommand, player) {
            $0.seek(positionMs: max(0, $0.playback.positionMs - 10_000))
        }
    }

    func show(_ player: AVAudioPlayer, speed: Float) {
        MPNowPlayingInfoCenter.default().nowPlayingInfo = [
            MPMediaItemPropertyTitle: phrase("app_name"),
            MPMediaItemPropertyPlaybackDuration: player.duration,
            MPNowPlayingInfoPropertyElapsedPlaybackTime: player.currentTime,
            MPNowPlayingInfoPropertyPlaybackRate: player.isPlaying ? Double(speed) : 0,
        ]
    }

    func clear() {
        MPNowPlayingInfoCenter.default().nowPlayingInfo = nil
    }

    private func on(
        _ command: MPRemoteCommand, _ player: any AudioPlayer,
        _ act: @escaping @MainActor (any AudioPlayer) -> Void
    ) {
        let run: @MainActor () -> Void = { [weak player] in
            if let player { act(player) }
        }
        // Called from any thread, so the closure must not belong to the main actor.
        _ = command.addTarget { @Sendable _ in
            Task { @MainActor in run() }
            return .success
        }
    }
}
