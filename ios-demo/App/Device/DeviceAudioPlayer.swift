import AVFoundation
import LinkCore
import UIKit

/// Plays through loudspeaker or receiver, also in the background and from the lock screen.
///
/// What is played is never named there: who called is nobody else's business.
@MainActor
final class DeviceAudioPlayer: AudioPlayer {
    private(set) var playback = Playback() {
        didSet { if playback != oldValue { onChange?(playback) } }
    }
    var onChange: (@MainActor (Playback) -> Void)?

    private var player: AVAudioPlayer?
    private var ticking: Task<Void, Never>?
    private var speed: Float = 1
    private var speaker = true
    private let lockScreen = LockScreen()
    private let ending = Ending()

    init() {
        ending.reached = { [weak self] well in self?.finished(well: well) }
        lockScreen.attach(to: self)
        observe(AVAudioSession.interruptionNotification, AVAudioSessionInterruptionTypeKey) {
            AVAudioSession.InterruptionType(rawValue: $0) == .began
        }
        // Headphones that are pulled out must not make the room listen.
        observe(AVAudioSession.routeChangeNotification, AVAudioSessionRouteChangeReasonKey) {
            AVAudioSession.RouteChangeReason(rawValue: $0) == .oldDeviceUnavailable
        }
    }

    func play(path: String, positionMs: Int) {
        end()
        do {
            try route()
            let player = try AVAudioPlayer(contentsOf: URL(fileURLWithPath: path))
            player.delegate = ending
            player.enableRate = true
            player.rate = speed
            player.currentTime = Double(positionMs) / 1000
            self.player = player
            playback = Playback(path: path, positionMs: positionMs)
            resume()
        } catch {
            playback = Playback(path: path, positionMs: positionMs, failure: error.localizedDescription)
        }
    }

    func pause() {
        player?.pause()
        report()
    }

    func resume() {
        guard let player else { return }
        try? AVAudioSession.sharedInstance().setActive(true)
        if player.play() {
            tick()
            report()
        } else {
            playback.failure = CocoaError(.fileReadCorruptFile).localizedDescription
        }
    }

    func seek(positionMs: Int) {
        guard let player else { return }
        player.currentTime = min(max(0, Double(positionMs) / 1000), player.duration)
        report()
    }

    func setSpeed(_ speed: Float) {
        self.speed = speed
        player?.rate = speed
        report()
    }

    func setSpeaker(_ on: Bool) {
        speaker = on
        if player != nil { try? route() }
    }

    func stop() {
        end()
        playback = Playback()
        lockScreen.clear()
        UIDevice.current.isProximityMonitoringEnabled = false
        try? AVAudioSession.sharedInstance().setActive(false, options: .notifyOthersOnDeactivation)
    }

    private func end() {
        ticking?.cancel()
        player?.stop()
        player = nil
    }

    /// `playback` always sounds from the loudspeaker; only `playAndRecord` reaches the receiver. Nothing is recorded.
    private func route() throws {
        let session = AVAudioSession.sharedInstance()
        if speaker {
            try session.setCategory(.playback, mode: .spokenAudio)
        } else {
            try session.setCategory(.playAndRecord, mode: .default, options: .allowBluetoothA2DP)
            try session.overrideOutputAudioPort(.none)
        }
        // At the ear the screen must not react to the cheek.
        UIDevice.current.isProximityMonitoringEnabled = !speaker
    }

    private func tick() {
        ticking?.cancel()
        ticking = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(100))
                guard let self, self.player?.isPlaying == true else { return }
                self.report()
            }
        }
    }

    private func report(ended: Bool = false) {
        guard let player else { return }
        var next = playback
        next.playing = player.isPlaying
        next.positionMs = Int((ended ? player.duration : player.currentTime) * 1000)
        next.ended = ended
        next.failure = nil
        let visible =
            next.playing != playback.playing || !ticks(from: playback.positionMs, to: next.positionMs)
        playback = next
        if visible { lockScreen.show(player, speed: speed) }
    }

    /// The lock screen counts by itself; it is told only of what it cannot know.
    private func ticks(from: Int, to: Int) -> Bool {
        (0...1000).contains(to - from)
    }

    private func finished(well: Bool) {
        ticking?.cancel()
        report(ended: true)
        if !well { playback.failure = CocoaError(.fileReadCorruptFile).localizedDescription }
    }

    private func observe(
        _ name: Notification.Name, _ key: String, pausesWhen mustPause: @escaping @Sendable (UInt) -> Bool
    ) {
        _ = NotificationCenter.default.addObserver(forName: name, object: nil, queue: nil) {
            [weak self] news in
            guard let raw = news.userInfo?[key] as? UInt, mustPause(raw) else { return }
            Task { @MainActor in self?.pause() }
        }
    }
}

/// Hears that a file came to its end, or cannot be read on.
@MainActor
private final class Ending: NSObject, AVAudioPlayerDelegate {
    var reached: (@MainActor (_ well: Bool) -> Void)?

    nonisolated func audioPlayerDidFinishPlaying(_ player: AVAudioPlayer, successfully flag: Bool) {
        Task { @MainActor in self.reached?(flag) }
    }

    nonisolated func audioPlayerDecodeErrorDidOccur(_ player: AVAudioPlayer, error: (any Error)?) {
        Task { @MainActor in self.reached?(false) }
    }
}
