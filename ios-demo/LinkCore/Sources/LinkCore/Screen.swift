/// Every screen there is; the same on both platforms.
public enum Screen: Hashable, Sendable {
    case signIn
    case home
    case presence
    case people
    case inbound
    case player(id: String)
    case outbound
    case draft
    case conferences
    case conferenceDetails(id: String)
    case status
    case settings
}
