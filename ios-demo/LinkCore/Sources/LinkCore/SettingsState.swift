/// What the user settled (ML-10 to ML-16); kept by a `SettingsStore`.
public struct SettingsState: Equatable, Sendable, Codable {
    public var voicemailOrder: VoicemailOrder
    public var peopleOrder: PeopleOrder
    /// Loudspeaker on by default where messages play (ML-14).
    public var speaker: Bool
    /// Collect aggregate statistics (ML-15).
    public var statistics: Bool
    public var appearance: Appearance
    /// No movement that is not needed.
    public var calmMotion: Bool

    public init(
        voicemailOrder: VoicemailOrder,
        peopleOrder: PeopleOrder,
        speaker: Bool,
        statistics: Bool,
        appearance: Appearance,
        calmMotion: Bool
    ) {
        self.voicemailOrder = voicemailOrder
        self.peopleOrder = peopleOrder
        self.speaker = speaker
        self.statistics = statistics
        self.appearance = appearance
        self.calmMotion = calmMotion
    }
}

/// Order of the voicemail list (ML-13).
public enum VoicemailOrder: String, CaseIterable, Codable, Sendable {
    case newestFirst
    case oldestFirst
    case caller
}

/// Order of the user list (ML-13).
public enum PeopleOrder: String, CaseIterable, Codable, Sendable {
    case lastName
    case firstName
    case `extension`
}

/// Light, dark, or as the device has it.
public enum Appearance: String, CaseIterable, Codable, Sendable {
    case system
    case light
    case dark
}

/// What can be settled.
public enum SettingsEvent: Equatable, Sendable {
    case order(VoicemailOrder)
    case people(PeopleOrder)
    case speaker(Bool)
    case statistics(Bool)
    case look(Appearance)
    case calmMotion(Bool)
    /// Change account or server.
    case openServer
    /// Everything as at the first start (ML-16).
    case resetAll
}
