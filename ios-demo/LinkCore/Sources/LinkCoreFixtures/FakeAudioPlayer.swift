import LinkCore

/// Plays nothing, and does as if; time passes when it is told to.
@MainActor
public final class FakeAudioPlayer: AudioPlayer {
    public private(set) var playback = Playback() {
        didSet { onChange?(playback) }
    }
    public var onChange: (@MainActor (Playback) -> Void)?

    /// What it was told, in order, in a form such as `play(/a.wav, 0)`.
    public private(set) var orders: [String] = []

    public init() {}

    public func play(path: String, positionMs: Int) {
        orders.append("play(\(path), \(positionMs))")
        playback = Playback(path: path, playing: true, positionMs: positionMs)
    }

    public func pause() {
        orders.append("pause")
        playback.playing = false
    }

    public func resume() {
        orders.append("resume")
        playback.playing = true
    }

    public func seek(positionMs: Int) {
        orders.append("seek(\(positionMs))")
        playback.positionMs = positionMs
    }

    public func setSpeed(_ speed: Float) { orders.append("setSpeed(\(speed))") }

    public func setSpeaker(_ on: Bool) { orders.append("setSpeaker(\(on))") }

    public func stop() {
        orders.append("stop")
        playback = Playback()
    }

    /// So much time has passed.
    public func pass(positionMs: Int) { playback.positionMs = positionMs }

    /// The file came to its end.
    public func end() {
        playback.playing = false
        playback.ended = true
    }

    /// The device does not play.
    public func fail(_ reason: String) {
        playback.playing = false
        playback.failure = reason
    }
}
