import LinkCore
import MobileLink
import SwiftUI

/// Plays one message, at once (ML-42, ML-43).
struct PlayerView: View {
    let state: PlayerState
    let send: Send<PlayerEvent>

    var body: some View {
        ScrollView {
            VStack(spacing: 24) {
                header
                if let problem = state.problem {
                    ProblemNote(problem: problem)
                    Button(phrase("try_again")) { send(.retry) }.buttonStyle(.bordered).controlSize(.large)
                }
                if state.tracks.count > 1 { tracks }
                Waveform(
                    peaks: current?.peaks ?? [], durationMs: current?.durationMs ?? 0,
                    positionMs: state.positionMs,
                    seek: { send(.seek(positionMs: $0)) }
                )
                .disabled(state.loading)
                PlayerTransport(state: state, send: send)
                options
                if let text = state.text, !text.isEmpty { transcript(text) }
            }
            .padding(20)
        }
        .readableWidth()
        .toolbar { ToolbarItemGroup(placement: .bottomBar) { actions } }
        .accessibilityAction(.magicTap) { send(.playPause) }
    }

    private var current: Track? {
        state.tracks.indices.contains(state.track) ? state.tracks[state.track] : nil
    }

    private var header: some View {
        VStack(spacing: 4) {
            Text(state.who.isEmpty ? phrase("inbound_withheld") : state.who)
                .font(.title2.bold())
                .accessibilityAddTraits(.isHeader)
            Text(phrase(state.isInternal ? "inbound_internal" : "inbound_external"))
                .font(.subheadline).foregroundStyle(Palette.quiet)
            if let number = state.number {
                Text(number).font(.subheadline).monospacedDigit().foregroundStyle(Palette.quiet)
            }
            if let receivedAt = state.receivedAt {
                Text(fullMoment(receivedAt)).font(.subheadline).foregroundStyle(Palette.quiet)
            }
        }
        .multilineTextAlignment(.center)
        .frame(maxWidth: .infinity)
    }

    private var tracks: some View {
        Picker(
            phrase("player_title"),
            selection: Binding(get: { state.track }, set: { send(.chooseTrack($0)) })
        ) {
            ForEach(Array(state.tracks.enumerated()), id: \.offset) { index, track in
                Text(phrase(track.part == .introduction ? "player_introduction" : "player_recording")).tag(
                    index)
            }
        }
        .pickerStyle(.segmented)
        .frame(minHeight: touchTarget)
    }

    private var options: some View {
        BesideOrBeneath(SpeedMenu(speed: state.speed, send: send), speaker)
    }

    private var speaker: some View {
        Button {
            send(.toggleSpeaker)
        } label: {
            Label(phrase("speaker"), systemImage: state.speaker ? "speaker.wave.2.fill" : "ear")
                .touchable()
        }
        .accessibilityValue(phrase(state.speaker ? "state_on" : "state_off"))
    }

    private func transcript(_ text: String) -> some View {
        VStack(alignment: .leading, spacing: 6) {
            Text(phrase("player_text")).font(.headline).accessibilityAddTraits(.isHeader)
            Text(text).textSelection(.enabled)
        }
        .frame(maxWidth: .infinity, alignment: .leading)
    }

    @ViewBuilder private var actions: some View {
        if state.canReply {
            Button(phrase("player_reply"), systemImage: "arrowshape.turn.up.left") { send(.reply) }
                .keyboardShortcut("r", modifiers: .command)
        }
        Button(phrase("player_forward"), systemImage: "arrowshape.turn.up.right") { send(.forward) }
            .keyboardShortcut("f", modifiers: [.command, .shift])
        Spacer()
        Button(phrase("player_mark_new"), systemImage: "envelope.badge") { send(.markNew) }
            .keyboardShortcut("u", modifiers: [.command, .shift])
        Button(phrase("player_delete"), systemImage: "trash", role: .destructive) { send(.delete) }
            .keyboardShortcut(.delete, modifiers: [])
            .accessibilityIdentifier("delete")
    }
}
