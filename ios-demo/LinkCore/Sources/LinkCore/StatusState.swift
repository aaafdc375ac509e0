import MobileLink

/// Connection Status: four lamps in words, the logo, and what the doctor says (ML-28, LOGO-03).
public struct StatusState: Equatable, Sendable {
    public var link: LinkState
    public var lamps: Lamps
    /// Host and port, or empty in demo mode.
    public var server: String
    public var account: String
    public var demo: Bool
    public var logo: Logo?
    /// What was found out; none before somebody asked.
    public var finding: Finding?
    /// The doctor is at work.
    public var examining: Bool
    /// Version of the app.
    public var version: String

    public init(
        link: LinkState,
        lamps: Lamps,
        server: String,
        account: String,
        demo: Bool,
        logo: Logo?,
        finding: Finding?,
        examining: Bool,
        version: String
    ) {
        self.link = link
        self.lamps = lamps
        self.server = server
        self.account = account
        self.demo = demo
        self.logo = logo
        self.finding = finding
        self.examining = examining
        self.version = version
    }
}

/// What can be done about the connection.
public enum StatusEvent: Equatable, Sendable {
    /// Ask the doctor.
    case examine
    case refreshLogo
    case retryNow
    case openSettings
    case signOut
}
