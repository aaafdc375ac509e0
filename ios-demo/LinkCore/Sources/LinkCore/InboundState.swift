import Foundation

/// Inbound Messages (ML-40, ML-41).
public struct InboundState: Equatable, Sendable {
    public var content: Content<VoicemailRow>
    /// The message that was deleted last, as long as it can be taken back.
    public var undo: Undo?

    public init(
        content: Content<VoicemailRow>,
        undo: Undo?
    ) {
        self.content = content
        self.undo = undo
    }
}

/// One message, as lists show it.
public struct VoicemailRow: Equatable, Sendable, Identifiable {
    public var id: String
    /// Name, or number when there is no name; empty when the number was withheld.
    public var who: String
    /// Extension or caller id; none when `who` is it already.
    public var number: String?
    public var isInternal: Bool
    public var isForward: Bool
    public var receivedAt: Date
    /// Milliseconds; none while unknown.
    public var durationMs: Int?
    /// Shown bold (ML-40).
    public var isNew: Bool
    /// An action on it has not reached the server yet.
    public var pending: Bool
    /// The first words of what is written in it.
    public var preview: String?

    public init(
        id: String,
        who: String,
        number: String?,
        isInternal: Bool,
        isForward: Bool,
        receivedAt: Date,
        durationMs: Int?,
        isNew: Bool,
        pending: Bool,
        preview: String?
    ) {
        self.id = id
        self.who = who
        self.number = number
        self.isInternal = isInternal
        self.isForward = isForward
        self.receivedAt = receivedAt
        self.durationMs = durationMs
        self.isNew = isNew
        self.pending = pending
        self.preview = preview
    }
}

/// A deletion that can be taken back.
public struct Undo: Equatable, Sendable {
    public var id: String
    public var who: String

    public init(
        id: String,
        who: String
    ) {
        self.id = id
        self.who = who
    }
}

/// What can be done with the messages.
public enum InboundEvent: Equatable, Sendable {
    case open(id: String)
    case markSeen(id: String, seen: Bool)
    case delete(id: String)
    case undoDelete
    /// The offer to undo went away.
    case undoExpired
    case refresh
}
