import Foundation
import MobileLink

/// Keeps the settings in the defaults of the app, as one JSON value: it is there whole or not at all.
public struct DefaultsSettingsStore: SettingsStore {
    private let suite: String?
    private let key = "saved"

    /// None for the app's own defaults.
    public init(suite: String? = nil) {
        self.suite = suite
    }

    public func load() -> Saved? {
        guard let data = defaults.data(forKey: key) else { return nil }
        return (try? JSONDecoder().decode(Kept.self, from: data))?.saved
    }

    public func save(_ saved: Saved) {
        if let data = try? JSONEncoder().encode(Kept(saved)) {
            defaults.set(data, forKey: key)
        }
    }

    private var defaults: UserDefaults {
        suite.flatMap { UserDefaults(suiteName: $0) } ?? .standard
    }
}

/// `Saved` with types that can be written.
private struct Kept: Codable {
    var settings: SettingsState
    var demo: Bool
    var server: Server?
    var username: String
    var signedIn: Bool

    struct Server: Codable {
        var host: String
        var port: UInt16
        var protection: Protection
        /// Set when pinned.
        var fingerprint: String?
        var imapPort: UInt16?
        var smtpPort: UInt16?
    }

    init(_ saved: Saved) {
        settings = saved.settings
        demo = saved.demo
        server = saved.server.map(Server.init)
        username = saved.username
        signedIn = saved.signedIn
    }

    var saved: Saved {
        Saved(
            settings: settings, demo: demo, server: server?.settings, username: username, signedIn: signedIn)
    }
}

extension Kept.Server {
    init(_ server: ServerSettings) {
        host = server.host
        port = server.port
        imapPort = server.imapPort
        smtpPort = server.smtpPort
        switch server.tls {
        case .webPki: protection = .publicCertificates
        case .plaintext(let allowRemote): protection = allowRemote ? .plain : .automatic
        case .pinned(let fingerprint):
            protection = .pinned
            self.fingerprint = fingerprint
        }
    }

    var settings: ServerSettings {
        let tls: Tls =
            switch protection {
            case .automatic: .plaintext(allowRemote: false)
            case .plain: .plaintext(allowRemote: true)
            case .publicCertificates: .webPki
            case .pinned: .pinned(fingerprint: fingerprint ?? "")
            }
        return ServerSettings(host: host, port: port, tls: tls, imapPort: imapPort, smtpPort: smtpPort)
    }
}
