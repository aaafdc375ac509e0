import Foundation

/// Outbound Messages: what was sent (ML-50, ML-51). Drafts join when the SDK keeps them.
public struct OutboundState: Equatable, Sendable {
    public var content: Content<SentRow>

    public init(
        content: Content<SentRow>
    ) {
        self.content = content
    }
}

/// One message that was sent.
public struct SentRow: Equatable, Sendable, Identifiable {
    public var id: String
    public var recipients: [String]
    public var sentAt: Date
    /// Milliseconds; none while unknown.
    public var durationMs: Int?
    /// The first words of what is written in it.
    public var preview: String?

    public init(
        id: String,
        recipients: [String],
        sentAt: Date,
        durationMs: Int?,
        preview: String?
    ) {
        self.id = id
        self.recipients = recipients
        self.sentAt = sentAt
        self.durationMs = durationMs
        self.preview = preview
    }
}

/// What can be done with what was sent.
public enum OutboundEvent: Equatable, Sendable {
    case open(id: String)
    case compose
}
