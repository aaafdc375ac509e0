import Foundation
import MobileLink

/// Plays one message, at once (ML-42, ML-43).
public struct PlayerState: Equatable, Sendable {
    public var id: String
    public var who: String
    public var number: String?
    public var isInternal: Bool
    public var receivedAt: Date?
    /// The introduction before the message, when it was passed on (VM-06).
    public var tracks: [Track]
    /// Which of `tracks` plays.
    public var track: Int
    public var playing: Bool
    public var positionMs: Int
    /// 0.8 to 2.5.
    public var speed: Float
    /// For now; the saved default is untouched (ML-23).
    public var speaker: Bool
    /// The audio is being fetched.
    public var loading: Bool
    /// What is written in it, or was transcribed.
    public var text: String?
    /// Only to a person of this site (ML-43).
    public var canReply: Bool
    public var problem: Problem?

    public init(
        id: String,
        who: String,
        number: String?,
        isInternal: Bool,
        receivedAt: Date?,
        tracks: [Track],
        track: Int,
        playing: Bool,
        positionMs: Int,
        speed: Float,
        speaker: Bool,
        loading: Bool,
        text: String?,
        canReply: Bool,
        problem: Problem?
    ) {
        self.id = id
        self.who = who
        self.number = number
        self.isInternal = isInternal
        self.receivedAt = receivedAt
        self.tracks = tracks
        self.track = track
        self.playing = playing
        self.positionMs = positionMs
        self.speed = speed
        self.speaker = speaker
        self.loading = loading
        self.text = text
        self.canReply = canReply
        self.problem = problem
    }
}

/// One recording of a message.
public struct Track: Equatable, Sendable {
    public var part: PartKind
    public var durationMs: Int
    /// Loudness 0 to 255, evenly spread; empty while unknown.
    public var peaks: [Int]

    public init(
        part: PartKind,
        durationMs: Int,
        peaks: [Int]
    ) {
        self.part = part
        self.durationMs = durationMs
        self.peaks = peaks
    }
}

/// What can be done while a message plays.
public enum PlayerEvent: Equatable, Sendable {
    case playPause
    case seek(positionMs: Int)
    case back10
    case forward10
    case speed(Float)
    case chooseTrack(Int)
    case toggleSpeaker
    case markNew
    case delete
    case reply
    case forward
    case retry
}
