/// What a model may ask of the app around it.
@MainActor
protocol Stage: AnyObject {
    var settled: Latest<SettingsState> { get }

    var audio: any AudioPlayer { get }

    /// What `audio` does.
    var playback: Latest<Playback> { get }

    /// Whether sound comes from the loudspeaker now (ML-23).
    var speaker: Latest<Bool> { get }

    /// Shows a screen; one that is opened from `from` takes the place of what was opened from there before.
    func open(_ screen: Screen, from: Screen)

    /// Leaves a screen, if it is shown.
    func leave(_ screen: Screen)

    /// Opens the draft editor.
    func compose(_ draft: NewDraft, from: Screen)

    /// Shows a problem that belongs to no field.
    func report(_ problem: Problem)
}

/// What a draft begins with.
struct NewDraft {
    /// The message that is passed on or answered.
    var about: VoicemailRow?
    /// Ids of those who are chosen at first.
    var recipients: Set<String> = []
}

extension SettingsState {
    /// As at the first start (ML-16).
    public static var first: SettingsState {
        SettingsState(
            voicemailOrder: .newestFirst, peopleOrder: .lastName, speaker: false, statistics: false,
            appearance: .system, calmMotion: false)
    }
}
