import Foundation
import MobileLink

/// The conferences of the user, soonest first, standing bridges last (ML-60).
public struct ConferencesState: Equatable, Sendable {
    public var content: Content<ConferenceRow>

    public init(
        content: Content<ConferenceRow>
    ) {
        self.content = content
    }
}

/// One conference, as the list shows it.
public struct ConferenceRow: Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    /// What people dial.
    public var number: String
    public var standing: ConferenceState
    /// None for a standing bridge.
    public var startAt: Date?
    /// Milliseconds; none for a standing bridge.
    public var durationMs: Int?
    /// It is longer under way than was planned.
    public var overtime: Bool

    public init(
        id: String,
        name: String,
        number: String,
        standing: ConferenceState,
        startAt: Date?,
        durationMs: Int?,
        overtime: Bool
    ) {
        self.id = id
        self.name = name
        self.number = number
        self.standing = standing
        self.startAt = startAt
        self.durationMs = durationMs
        self.overtime = overtime
    }
}

/// What can be done with the conferences.
public enum ConferencesEvent: Equatable, Sendable {
    case open(id: String)
}
