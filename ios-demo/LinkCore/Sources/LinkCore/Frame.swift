import MobileLink

/// What surrounds every screen: title bar and banners (ML-20 to ML-23).
public struct FrameState: Equatable, Sendable {
    /// The state of the link, shown at the right of the title (ML-22).
    public var link: LinkState
    /// True in demo mode, which is always labelled (ML-70).
    public var demo: Bool
    /// Whether sound comes from the loudspeaker now (ML-23).
    public var speaker: Bool
    /// Whether what is shown may be old, because there is no link.
    public var offline: Bool
    /// A problem that belongs to no field, shown until dismissed.
    public var problem: Problem?

    public init(
        link: LinkState,
        demo: Bool,
        speaker: Bool,
        offline: Bool,
        problem: Problem?
    ) {
        self.link = link
        self.demo = demo
        self.speaker = speaker
        self.offline = offline
        self.problem = problem
    }
}

/// What can be done around every screen.
public enum FrameEvent: Equatable, Sendable {
    /// Open the Connection Status screen (ML-21).
    case openStatus
    /// Open the settings (ML-25).
    case openSettings
    /// Go back one screen (ML-18).
    case back
    /// The problem was read.
    case dismissProblem
    /// Try the link now.
    case retryNow
}
