import LinkCore
import MobileLink
import SwiftUI

/// What surrounds every screen: title, connection state, demo label, offline banner, problem (ML-20 to ML-23).
struct Framed: ViewModifier {
    let title: String
    let frame: FrameState
    /// Whether the loudspeaker is shown: where messages play.
    /// Where nobody is signed in there is no link to tell of.
    let hasLink: Bool
    let plays: Bool
    let send: Send<FrameEvent>

    func body(content: Self.Content) -> some View {
        content
            .navigationTitle(title)
            .navigationBarTitleDisplayMode(.inline)
            .background(Palette.surface)
            .safeAreaInset(edge: .top, spacing: 0) {
                if frame.offline { OfflineBanner(retry: { send(.retryNow) }) }
            }
            .toolbar {
                ToolbarItemGroup(placement: .topBarTrailing) {
                    if plays && frame.speaker {
                        Image(systemName: "speaker.wave.2")
                            .accessibilityLabel(phrase("speaker"))
                    }
                    if frame.demo { DemoLabel() }
                    if hasLink { ConnectionButton(link: frame.link, open: { send(.openStatus) }) }
                }
            }
            .alert(frame.problem?.words ?? "", isPresented: problemShown) {
                Button(phrase("dismiss")) { send(.dismissProblem) }
            }
            .accessibilityAction(.escape) { send(.back) }
            .background { EscapeKey(back: { send(.back) }) }
    }

    private var problemShown: Binding<Bool> {
        Binding(get: { frame.problem != nil }, set: { shown in if !shown { send(.dismissProblem) } })
    }
}

/// The state of the link as icon and word; opens Connection Status (ML-21, ML-22).
struct ConnectionButton: View {
    let link: LinkState
    let open: @MainActor () -> Void

    var body: some View {
        Button(action: open) {
            ViewThatFits(in: .horizontal) {
                Label(link.word, systemImage: link.symbol).labelStyle(.titleAndIcon)
                Label(link.word, systemImage: link.symbol).labelStyle(.iconOnly)
            }
            .font(.footnote.weight(.medium))
            .foregroundStyle(link.color)
            .touchable()
        }
        .accessibilityLabel(phrase("open_status", link.word))
        .accessibilityIdentifier("connection")
    }
}

/// Says that nothing here is real (ML-70).
struct DemoLabel: View {
    var body: some View {
        Text(phrase("demo_label"))
            .font(.caption.weight(.semibold))
            .padding(.horizontal, 8)
            .padding(.vertical, 3)
            .background(Palette.primary.opacity(0.14), in: .capsule)
            .foregroundStyle(Palette.primary)
            .accessibilityLabel(phrase("status_demo"))
    }
}

/// Says that what is shown may be old, and tries again.
struct OfflineBanner: View {
    let retry: @MainActor () -> Void

    var body: some View {
        BesideOrBeneath(words, button)
            .padding(.horizontal, 16)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(.bar)
            .accessibilityElement(children: .contain)
    }

    private var words: some View {
        Label(phrase("offline_banner"), systemImage: "wifi.slash")
            .font(.subheadline)
            .foregroundStyle(Palette.trying)
            .padding(.vertical, 8)
    }

    private var button: some View {
        Button(phrase("try_again"), action: retry).buttonStyle(.borderless).touchable()
    }
}

/// Goes back at the Escape key; a shortcut needs a button, so there is one that nobody sees.
private struct EscapeKey: View {
    let back: @MainActor () -> Void

    var body: some View {
        Button(phrase("back"), action: back)
            .keyboardShortcut(.cancelAction)
            .opacity(0)
            .accessibilityHidden(true)
    }
}
