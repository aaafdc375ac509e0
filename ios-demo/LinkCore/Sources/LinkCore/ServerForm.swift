import Foundation
import MobileLink

/// What the fields of the server mean (ML-12).
enum ServerForm {
    static let port = "8081"
    static let imapPort = "143"
    static let smtpPort = "25"

    /// The server that was typed. Throws `Invalid` with the name of the field.
    ///
    /// A mail port that is empty or still the default is left to the server to tell: where it serves the default it says
    /// so, and elsewhere the default would lead nowhere.
    static func read(_ form: SignInState) throws(LinkError) -> ServerSettings {
        let host = form.host.trimmed
        guard !host.isEmpty else { throw .Invalid(field: "host", reason: "a name or an address") }
        guard !host.contains(where: { $0.isWhitespace || $0 == "/" }) else {
            throw .Invalid(field: "host", reason: "a name or an address, without a path")
        }
        return ServerSettings(
            host: host, port: try number("port", form.port), tls: try tls(form, host),
            imapPort: try mailPort("imapPort", form.imapPort, imapPort),
            smtpPort: try mailPort("smtpPort", form.smtpPort, smtpPort))
    }

    /// How a saved server stands in the field of its protection.
    static func protection(of server: ServerSettings) -> Protection {
        if server.tls == automatic(server.host) {
            return .automatic
        }
        return switch server.tls {
        case .pinned: .pinned
        case .plaintext(let allowRemote): allowRemote ? .plain : .automatic
        case .webPki: .publicCertificates
        }
    }

    private static func tls(_ form: SignInState, _ host: String) throws(LinkError) -> Tls {
        switch form.protection {
        case .automatic: automatic(host)
        case .publicCertificates: .webPki
        case .pinned: .pinned(fingerprint: try fingerprint(form.fingerprint))
        case .plain: .plaintext(allowRemote: true)
        }
    }

    private static func automatic(_ host: String) -> Tls {
        isThisMachine(host) ? .plaintext(allowRemote: false) : .webPki
    }

    private static func isThisMachine(_ host: String) -> Bool {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let numbers = bare.split(separator: ".", omittingEmptySubsequences: false)
        let isLoopback =
            numbers.count == 4 && numbers.first == "127" && numbers.allSatisfy { UInt8($0) != nil }
        return bare.lowercased() == "localhost" || bare == "::1" || isLoopback
    }

    private static func mailPort(
        _ field: String, _ text: String, _ first: String
    ) throws(LinkError) -> UInt16? {
        let typed = text.trimmed
        return typed.isEmpty || typed == first ? nil : try number(field, text)
    }

    private static func number(_ field: String, _ text: String) throws(LinkError) -> UInt16 {
        guard let port = UInt16(text.trimmed), port > 0 else {
            throw .Invalid(field: field, reason: "a number from 1 to 65535")
        }
        return port
    }

    private static func fingerprint(_ text: String) throws(LinkError) -> String {
        var digits = text.trimmed.lowercased()
        for prefix in ["sha256:", "sha-256:"] where digits.hasPrefix(prefix) {
            digits.removeFirst(prefix.count)
        }
        digits.removeAll { $0 == ":" || $0.isWhitespace }
        guard digits.count == 64, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            throw .Invalid(field: "fingerprint", reason: "64 hexadecimal digits")
        }
        return text.trimmed
    }
}
