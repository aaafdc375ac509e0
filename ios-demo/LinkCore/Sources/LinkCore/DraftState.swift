/// A message that is being made (ML-52): its recipients today; recording and sending when the SDK can.
public struct DraftState: Equatable, Sendable {
    public var recipients: [Recipient]
    public var search: String
    /// The message that is passed on or answered, in words; none for a new one.
    public var about: VoicemailRow?
    /// False while the SDK cannot send: the screen says so plainly.
    public var canSend: Bool

    public init(
        recipients: [Recipient],
        search: String,
        about: VoicemailRow?,
        canSend: Bool
    ) {
        self.recipients = recipients
        self.search = search
        self.about = about
        self.canSend = canSend
    }
}

/// Somebody a message can go to.
public struct Recipient: Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var `extension`: String
    public var chosen: Bool

    public init(
        id: String,
        name: String,
        `extension`: String,
        chosen: Bool
    ) {
        self.id = id
        self.name = name
        self.`extension` = `extension`
        self.chosen = chosen
    }
}

/// What can be done with a draft.
public enum DraftEvent: Equatable, Sendable {
    case toggle(id: String)
    /// Everybody who is shown, or nobody of them when they are chosen already (ML-25).
    case selectAll
    case search(String)
}
