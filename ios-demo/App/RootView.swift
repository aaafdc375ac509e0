import LinkCore
import SwiftUI

/// The way between screens: one stack on a phone, list and details beside each other where there is room.
struct RootView: View {
    let app: AppModel
    @Environment(\.accessibilityReduceMotion) private var reduceMotion

    var body: some View {
        GeometryReader { space in
            let panes = Panes(of: app.screens, wide: space.size.width >= Panes.wideFrom)
            NavigationStack(path: path(panes)) {
                pane(panes.root)
                    .navigationDestination(for: Screen.self) { screen in
                        pane(panes.pane(of: screen))
                    }
            }
        }
        .tint(Palette.primary)
        .preferredColorScheme(colorScheme)
        .transaction { change in
            if app.settings.calmMotion || reduceMotion { change.disablesAnimations = true }
        }
    }

    @ViewBuilder private func pane(_ pane: Panes.Pane) -> some View {
        if pane.wide {
            HStack(spacing: 0) {
                ScreenView(app: app, screen: pane.screen, beside: pane.detail)
                    .frame(width: 380)
                Divider()
                if let detail = pane.detail {
                    ScreenView(app: app, screen: detail, beside: nil).id(detail)
                } else {
                    NothingChosen(beside: pane.screen)
                }
            }
            .modifier(Framed(of: app, screen: pane.detail ?? pane.screen))
        } else {
            ScreenView(app: app, screen: pane.screen, beside: nil)
                .modifier(Framed(of: app, screen: pane.screen))
        }
    }

    private func path(_ panes: Panes) -> Binding<[Screen]> {
        Binding(
            get: { panes.shown.dropFirst().map(\.screen) },
            set: { left in
                let count = left.count + 1
                if count < panes.shown.count { app.show(panes.screens(for: count)) }
            })
    }

    private var colorScheme: ColorScheme? {
        switch app.settings.appearance {
        case .system: nil
        case .light: .light
        case .dark: .dark
        }
    }
}

/// What the right side says before something was chosen.
private struct NothingChosen: View {
    let beside: Screen

    var body: some View {
        ContentUnavailableView {
            Label(
                phrase(beside == .inbound ? "inbound_choose" : "conferences_choose"),
                systemImage: beside == .inbound ? "tray" : "person.2.wave.2")
        }
        .frame(maxWidth: .infinity, maxHeight: .infinity)
    }
}
