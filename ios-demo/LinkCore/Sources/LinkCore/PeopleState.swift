import MobileLink

/// The directory: who is where (PRS-02c).
public struct PeopleState: Equatable, Sendable {
    public var content: Content<PersonRow>
    /// Shows people whose name or extension contains this.
    public var search: String

    public init(
        content: Content<PersonRow>,
        search: String
    ) {
        self.content = content
        self.search = search
    }
}

/// Somebody of the site.
public struct PersonRow: Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var `extension`: String
    public var presence: Presence
    public var note: String?
    /// The signed-in user.
    public var isMe: Bool

    public init(
        id: String,
        name: String,
        `extension`: String,
        presence: Presence,
        note: String?,
        isMe: Bool
    ) {
        self.id = id
        self.name = name
        self.`extension` = `extension`
        self.presence = presence
        self.note = note
        self.isMe = isMe
    }
}

/// What can be done with the directory.
public enum PeopleEvent: Equatable, Sendable {
    case search(String)
}
