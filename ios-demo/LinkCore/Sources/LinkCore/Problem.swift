/// Why something did not work, by what a person can do about it; one text each in the resources.
public enum Problem: Equatable, Sendable {
    /// What is shown is from the cache; the link comes back by itself.
    case offline
    /// Name or password are wrong, or the session was ended: ask for them again.
    case signInRefused
    /// The account may not do this.
    case notPermitted
    /// The server has no room at the moment (SRV-05).
    case full
    /// App and server do not fit together (ML-02).
    case unsupported(found: String)
    /// It is no longer there.
    case gone
    /// What was typed into `field` cannot be meant.
    case invalid(field: String, reason: String)
    /// A fault of ours or of the server; `detail` is for the report.
    case unexpected(detail: String)
}
