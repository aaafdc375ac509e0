import LinkCore
import SwiftUI

/// What the user settled (ML-13 to ML-16).
struct SettingsView: View {
    let state: SettingsState
    let send: Send<SettingsEvent>
    @State private var askReset = false

    var body: some View {
        Form {
            Titled(phrase("settings_sort")) {
                Picker(
                    phrase("settings_voicemail_order"),
                    selection: Binding(get: { state.voicemailOrder }, set: { send(.order($0)) })
                ) {
                    ForEach(VoicemailOrder.allCases, id: \.self) { Text($0.word).tag($0) }
                }
                Picker(
                    phrase("settings_people_order"),
                    selection: Binding(get: { state.peopleOrder }, set: { send(.people($0)) })
                ) {
                    ForEach(PeopleOrder.allCases, id: \.self) { Text($0.word).tag($0) }
                }
            }
            Titled(phrase("settings_audio")) {
                toggle(phrase("settings_speaker"), phrase("settings_speaker_hint"), state.speaker) {
                    .speaker($0)
                }
            }
            Titled(phrase("settings_look")) {
                Picker(
                    phrase("settings_appearance"),
                    selection: Binding(get: { state.appearance }, set: { send(.look($0)) })
                ) {
                    ForEach(Appearance.allCases, id: \.self) { Text($0.word).tag($0) }
                }
                toggle(phrase("settings_calm_motion"), phrase("settings_calm_motion_hint"), state.calmMotion)
                {
                    .calmMotion($0)
                }
            }
            Titled(phrase("settings_other")) {
                toggle(phrase("settings_statistics"), phrase("settings_statistics_hint"), state.statistics) {
                    .statistics($0)
                }
                Button {
                    send(.openServer)
                } label: {
                    TwoLines(phrase("settings_server"), phrase("settings_server_hint"))
                }
                .frame(minHeight: touchTarget)
                Button(phrase("settings_reset"), role: .destructive) { askReset = true }
                    .frame(minHeight: touchTarget)
            }
        }
        .scrollContentBackground(.hidden)
        .readableWidth(on: Palette.ground)
        .confirmationDialog(
            phrase("settings_reset_question"), isPresented: $askReset, titleVisibility: .visible
        ) {
            Button(phrase("settings_reset_action"), role: .destructive) { send(.resetAll) }
            Button(phrase("cancel"), role: .cancel) {}
        } message: {
            Text(phrase("settings_reset_explained"))
        }
    }

    private func toggle(
        _ title: String, _ hint: String, _ on: Bool, event: @escaping @MainActor (Bool) -> SettingsEvent
    ) -> some View {
        Toggle(isOn: Binding(get: { on }, set: { send(event($0)) })) { TwoLines(title, hint) }
            .frame(minHeight: touchTarget)
    }
}

/// What a setting is called, and what it does.
private struct TwoLines: View {
    private let title: String
    private let hint: String

    init(_ title: String, _ hint: String) {
        self.title = title
        self.hint = hint
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(title)
            Text(hint).font(.footnote).foregroundStyle(Palette.quiet)
        }
        .multilineTextAlignment(.leading)
    }
}

extension VoicemailOrder {
    fileprivate var word: String {
        switch self {
        case .newestFirst: phrase("order_newest_first")
        case .oldestFirst: phrase("order_oldest_first")
        case .caller: phrase("order_caller")
        }
    }
}

extension PeopleOrder {
    fileprivate var word: String {
        switch self {
        case .lastName: phrase("order_last_name")
        case .firstName: phrase("order_first_name")
        case .extension: phrase("order_extension")
        }
    }
}

extension Appearance {
    fileprivate var word: String {
        switch self {
        case .system: phrase("appearance_system")
        case .light: phrase("appearance_light")
        case .dark: phrase("appearance_dark")
        }
    }
}
