import Foundation
import MobileLink

/// Home: four rows of the manual and the people (ML-30).
public struct HomeState: Equatable, Sendable {
    /// Given and family name; empty before it is known.
    public var name: String
    /// None before it is known.
    public var presence: CurrentPresence?
    /// New messages; zero shows no number (ML-30), none is before it is known.
    public var newMessages: Int?
    /// Conferences that are active now.
    public var activeConferences: Int
    /// Without the feature key: only presence is enabled (ML-03).
    public var evaluation: Bool
    /// The corporate logo as PNG or JPEG; none shows ours (LOGO-01).
    public var logo: Logo?

    public init(
        name: String,
        presence: CurrentPresence?,
        newMessages: Int?,
        activeConferences: Int,
        evaluation: Bool,
        logo: Logo?
    ) {
        self.name = name
        self.presence = presence
        self.newMessages = newMessages
        self.activeConferences = activeConferences
        self.evaluation = evaluation
        self.logo = logo
    }
}

/// An image that is equal when its revision is.
public struct Logo: Equatable, Sendable {
    public var revision: String
    public var bytes: Data

    public init(
        revision: String,
        bytes: Data
    ) {
        self.revision = revision
        self.bytes = bytes
    }

    public static func == (one: Logo, other: Logo) -> Bool {
        one.revision == other.revision
    }
}

/// What can be done on Home.
public enum HomeEvent: Equatable, Sendable {
    case openPresence
    case openInbound
    case openOutbound
    case openConferences
    case openPeople
}
