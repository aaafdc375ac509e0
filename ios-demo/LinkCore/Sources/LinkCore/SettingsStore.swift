import MobileLink

/// What survives the app on this device, without secrets: the session itself is kept by the SDK in its cache folder.
public struct Saved: Equatable, Sendable {
    public var settings: SettingsState
    /// The app was left in demo mode.
    public var demo: Bool
    /// Where to sign in, and as whom; none before the first sign-in.
    public var server: ServerSettings?
    public var username: String
    /// A session on `server` is kept, also while the demo is shown; false after a sign-out.
    public var signedIn: Bool

    public init(
        settings: SettingsState,
        demo: Bool,
        server: ServerSettings?,
        username: String,
        signedIn: Bool
    ) {
        self.settings = settings
        self.demo = demo
        self.server = server
        self.username = username
        self.signedIn = signedIn
    }
}

extension Saved {
    /// Before anything was settled.
    static var first: Saved {
        Saved(settings: .first, demo: false, server: nil, username: "", signedIn: false)
    }
}

/// Keeps `Saved`; what is read is what was written last, also after a crash.
public protocol SettingsStore: Sendable {
    /// None at the first start, and after what was kept could not be read.
    func load() -> Saved?

    func save(_ saved: Saved)
}
