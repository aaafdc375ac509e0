import MobileLink

/// What the examination of a connection found out. Stands here until the SDK has `diagnose`.
public struct Finding: Equatable, Sendable {
    /// How far each leg came.
    public var lamps: Lamps
    /// What is wrong or that all is well, and what to do, for people.
    public var advice: String
    /// SHA-256 of a certificate that could be trusted, if one was shown.
    public var fingerprint: String?

    public init(lamps: Lamps, advice: String, fingerprint: String?) {
        self.lamps = lamps
        self.advice = advice
        self.fingerprint = fingerprint
    }
}
