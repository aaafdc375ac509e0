import LinkCore
import SwiftUI

/// Ten seconds back, play or pause, ten seconds on. Time runs to the right in every language.
struct PlayerTransport: View {
    let state: PlayerState
    let send: Send<PlayerEvent>
    @ScaledMetric(relativeTo: .title) private var size: CGFloat = 72

    var body: some View {
        HStack(spacing: 28) {
            skip(phrase("player_back_10"), symbol: "gobackward.10", key: .leftArrow) { send(.back10) }
            Button {
                send(.playPause)
            } label: {
                Image(systemName: state.playing ? "pause.fill" : "play.fill")
                    .font(.title)
                    .foregroundStyle(Palette.onPrimary)
                    .frame(width: min(size, 120), height: min(size, 120))
                    .background(Palette.primary, in: .circle)
                    .opacity(state.loading ? 0 : 1)
                    .overlay { if state.loading { ProgressView() } }
            }
            .buttonStyle(.plain)
            .disabled(state.loading)
            .keyboardShortcut(.space, modifiers: [])
            .accessibilityLabel(
                state.loading
                    ? phrase("player_loading") : phrase(state.playing ? "player_pause" : "player_play")
            )
            .accessibilityAddTraits(.startsMediaSession)
            .accessibilityIdentifier("play-pause")
            skip(phrase("player_forward_10"), symbol: "goforward.10", key: .rightArrow) { send(.forward10) }
        }
        .environment(\.layoutDirection, .leftToRight)
    }

    private func skip(
        _ label: String, symbol: String, key: KeyEquivalent, action: @escaping @MainActor () -> Void
    ) -> some View {
        Button(action: action) {
            Image(systemName: symbol).font(.title).frame(minWidth: 56, minHeight: 56)
                .contentShape(Circle())
        }
        .disabled(state.loading)
        .keyboardShortcut(key, modifiers: [])
        .accessibilityLabel(label)
    }
}

/// How fast it plays; the pitch stays.
struct SpeedMenu: View {
    let speed: Float
    let send: Send<PlayerEvent>
    private static let speeds: [Float] = [0.8, 1, 1.25, 1.5, 2, 2.5]

    var body: some View {
        Menu {
            Picker(
                phrase("player_speed"), selection: Binding(get: { speed }, set: { send(.speed($0)) })
            ) {
                ForEach(Self.speeds, id: \.self) { Text(word($0)).tag($0) }
            }
        } label: {
            Label(word(speed), systemImage: "gauge.with.dots.needle.67percent").monospacedDigit().touchable()
        }
        .accessibilityLabel(phrase("player_speed"))
        .accessibilityValue(word(speed))
    }

    private func word(_ speed: Float) -> String {
        phrase("player_speed_value", speed.formatted())
    }
}
