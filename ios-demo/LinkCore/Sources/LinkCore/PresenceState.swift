import MobileLink

/// The choice of the own presence: the seven, in the order of their telephone digits (features 0.1).
public struct PresenceState: Equatable, Sendable {
    public var current: Presence?
    public var choices: [Presence]
    /// A few words of one's own, as typed.
    public var note: String
    /// The choice is shown already and on its way to the server.
    public var pending: Bool

    public init(
        current: Presence?,
        choices: [Presence],
        note: String,
        pending: Bool
    ) {
        self.current = current
        self.choices = choices
        self.note = note
        self.pending = pending
    }
}

/// What can be done about the own presence.
public enum PresenceEvent: Equatable, Sendable {
    case choose(Presence)
    case note(String)
}
