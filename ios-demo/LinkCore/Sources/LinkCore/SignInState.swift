import MobileLink

/// Sign in, and where the server is (ML-10 to ML-12, ML-17).
public struct SignInState: Equatable, Sendable {
    public var demo: Bool
    public var username: String
    public var password: String
    public var host: String
    /// As typed; 8081 at first (ML-12).
    public var port: String
    /// As typed; 143 at first (ML-12). That, as an empty field, leaves it to the server to tell its own.
    public var imapPort: String
    /// As typed; 25 at first, and the same holds.
    public var smtpPort: String
    public var protection: Protection
    /// Of the pinned certificate; used with `Protection.pinned` only.
    public var fingerprint: String
    /// Ports and protection are shown.
    public var details: Bool
    /// The four lamps, tried after each field (ML-17).
    public var lamps: Lamps
    /// What the trial found out; none before there was one.
    public var finding: Finding?
    /// A sign-in is under way.
    public var busy: Bool
    public var canSignIn: Bool
    public var problem: Problem?

    public init(
        demo: Bool,
        username: String,
        password: String,
        host: String,
        port: String,
        imapPort: String,
        smtpPort: String,
        protection: Protection,
        fingerprint: String,
        details: Bool,
        lamps: Lamps,
        finding: Finding?,
        busy: Bool,
        canSignIn: Bool,
        problem: Problem?
    ) {
        self.demo = demo
        self.username = username
        self.password = password
        self.host = host
        self.port = port
        self.imapPort = imapPort
        self.smtpPort = smtpPort
        self.protection = protection
        self.fingerprint = fingerprint
        self.details = details
        self.lamps = lamps
        self.finding = finding
        self.busy = busy
        self.canSignIn = canSignIn
        self.problem = problem
    }
}

/// Prints without the password, because states reach logs.
extension SignInState: CustomReflectable {
    public var customMirror: Mirror {
        let children: KeyValuePairs<String, Any> = [
            "demo": demo, "username": username, "password": Hidden(), "host": host, "port": port,
            "imapPort": imapPort, "smtpPort": smtpPort, "protection": protection, "fingerprint": fingerprint,
            "details": details, "lamps": lamps, "finding": finding as Any, "busy": busy,
            "canSignIn": canSignIn, "problem": problem as Any,
        ]
        return Mirror(self, children: children, displayStyle: .struct)
    }
}

/// Stands for a secret wherever what holds it is printed.
struct Hidden: CustomStringConvertible {
    var description: String { "Secret(…)" }
}

/// How the connection is protected; automatic is plain on this machine and public certificates elsewhere.
public enum Protection: String, CaseIterable, Codable, Sendable {
    case automatic
    case publicCertificates
    case pinned
    case plain
}

/// What can be done while signing in.
public enum SignInEvent: Equatable, Sendable {
    case demo(Bool)
    case username(String)
    case password(String)
    case host(String)
    case port(String)
    case imapPort(String)
    case smtpPort(String)
    case protect(Protection)
    case fingerprint(String)
    case toggleDetails
    /// A field was left: try the legs (ML-17).
    case fieldLeft
    /// Trust the certificate that the trial found.
    case pin
    case signIn
}

/// Prints without the password, because events reach logs.
extension SignInEvent: CustomReflectable {
    public var customMirror: Mirror {
        let children: KeyValuePairs<String, Any> =
            switch self {
            case .demo(let on): ["demo": on]
            case .username(let text): ["username": text]
            case .password: ["password": Hidden()]
            case .host(let text): ["host": text]
            case .port(let text): ["port": text]
            case .imapPort(let text): ["imapPort": text]
            case .smtpPort(let text): ["smtpPort": text]
            case .protect(let protection): ["protect": protection]
            case .fingerprint(let text): ["fingerprint": text]
            case .toggleDetails, .fieldLeft, .pin, .signIn: [:]
            }
        return Mirror(self, children: children, displayStyle: .enum)
    }
}
