import LinkCore
import MobileLink
import SwiftUI

/// Connection Status: four lamps in words, the logo, and what the examination says (ML-28, LOGO-03).
struct StatusView: View {
    let state: StatusState
    let send: Send<StatusEvent>
    @State private var askSignOut = false

    var body: some View {
        List {
            Section {
                LogoImage(logo: state.logo, height: 64).frame(maxWidth: .infinity)
                Label(state.link.word, systemImage: state.link.symbol)
                    .font(.headline)
                    .foregroundStyle(state.link.color)
                    .frame(minHeight: touchTarget)
                Text(meaning).font(.subheadline).foregroundStyle(Palette.quiet)
            }
            Titled(phrase("lamps_title")) { LampRows(lamps: state.lamps) }
            if let finding = state.finding { FindingSection(finding: finding, pin: nil) }
            Section {
                row(
                    phrase(state.examining ? "status_examining" : "status_examine"), "stethoscope",
                    busy: state.examining
                ) { send(.examine) }
                .disabled(state.examining)
                row(phrase("try_again"), "arrow.clockwise") { send(.retryNow) }
                row(phrase("status_refresh_logo"), "photo") { send(.refreshLogo) }
            }
            Section {
                Fact(phrase("status_server"), state.demo ? phrase("demo_label") : state.server)
                Fact(phrase("status_account"), state.account)
                Fact(phrase("status_version"), state.version)
            }
            Section {
                row(phrase("settings_title"), "gearshape") { send(.openSettings) }
                Button(phrase("status_sign_out"), role: .destructive) { askSignOut = true }
                    .frame(minHeight: touchTarget)
            }
        }
        .listStyle(.insetGrouped)
        .scrollContentBackground(.hidden)
        .readableWidth(on: Palette.ground)
        .confirmationDialog(
            phrase("status_sign_out_question"), isPresented: $askSignOut, titleVisibility: .visible
        ) {
            Button(phrase("status_sign_out"), role: .destructive) { send(.signOut) }
            Button(phrase("cancel"), role: .cancel) {}
        } message: {
            Text(phrase("status_sign_out_explained"))
        }
    }

    private var meaning: String {
        if state.demo { return phrase("status_demo") }
        return switch state.link {
        case .disconnected: phrase("status_disconnected")
        case .evaluation: phrase("status_evaluation")
        case .connected: phrase("status_connected")
        case .syncing: phrase("status_syncing")
        }
    }

    private func row(
        _ title: String, _ symbol: String, busy: Bool = false, action: @escaping @MainActor () -> Void
    ) -> some View {
        Button(action: action) {
            HStack {
                Label(title, systemImage: symbol)
                Spacer()
                if busy { ProgressView() }
            }
            .frame(minHeight: touchTarget)
        }
    }
}
