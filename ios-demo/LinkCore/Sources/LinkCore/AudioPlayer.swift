/// Plays one file at a time through the device. Implementations are the platform's.
@MainActor
public protocol AudioPlayer: AnyObject {
    var playback: Playback { get }

    /// Called after every change of `playback`, on the main actor. One at a time: the screen that plays.
    var onChange: (@MainActor (Playback) -> Void)? { get set }

    /// Opens a file and plays it from `positionMs`; what played before ends.
    func play(path: String, positionMs: Int)

    func pause()

    func resume()

    func seek(positionMs: Int)

    /// 0.8 to 2.5; the pitch stays.
    func setSpeed(_ speed: Float)

    func setSpeaker(_ on: Bool)

    /// Stops and lets go of the device.
    func stop()
}

/// How playing goes.
public struct Playback: Equatable, Sendable {
    /// The file that is open; none when none is.
    public var path: String?
    public var playing: Bool
    public var positionMs: Int
    /// Reached the end of `path`.
    public var ended: Bool
    /// Why it does not play; none when it does.
    public var failure: String?

    public init(
        path: String? = nil,
        playing: Bool = false,
        positionMs: Int = 0,
        ended: Bool = false,
        failure: String? = nil
    ) {
        self.path = path
        self.playing = playing
        self.positionMs = positionMs
        self.ended = ended
        self.failure = failure
    }
}
