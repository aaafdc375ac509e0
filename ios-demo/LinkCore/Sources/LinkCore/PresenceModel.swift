import MobileLink
import Observation

/// The choice of the own presence. A choice is sent at once; a note when its writer pauses, or leaves.
@MainActor @Observable
public final class PresenceModel: ScreenModel {
    public private(set) var state = PresenceState(
        current: nil,
        choices: [.inOffice, .atAMeeting, .onVacation, .onBusinessTrip, .atHome, .away, .busy],
        note: "", pending: false)

    @ObservationIgnored private let session: Session
    @ObservationIgnored private let pause: Duration
    @ObservationIgnored private var underWay = 0
    @ObservationIgnored private var typed = false
    @ObservationIgnored private var writing: Task<Void, Never>?

    /// Between two words nobody waits longer than `pause`.
    init(session: Session, pause: Duration = .seconds(1)) {
        self.session = session
        self.pause = pause
        session.presence.watch(self) { [weak self] now in
            guard let self else { return }
            state.current = now.presence
            if !typed {
                state.note = now.note ?? ""
            }
        }
    }

    public func send(_ event: PresenceEvent) {
        switch event {
        case .choose(let presence): set(presence)
        case .note(let text):
            typed = true
            state.note = text
            writing?.cancel()
            writing = Task { [weak self, pause] in
                try? await Task.sleep(for: pause)
                if !Task.isCancelled {
                    self?.sendNote()
                }
            }
        }
    }

    public func close() {
        if writing != nil {
            sendNote()
        }
        session.forget(self)
    }

    private func sendNote() {
        writing = nil
        if let current = state.current {
            set(current)
        }
    }

    private func set(_ presence: Presence) {
        guard presence != .unknown else { return }
        writing?.cancel()
        writing = nil
        underWay += 1
        let words = state.note.trimmed
        state.current = presence
        state.pending = true
        session.act(
            done: { [weak self] in self?.sent($0) },
            { try await $0.setPresence(presence, note: words.isEmpty ? nil : words) })
    }

    private func sent(_ taken: Bool) {
        underWay -= 1
        if underWay == 0, writing == nil {
            typed = false
        }
        // What was refused is no longer shown.
        if !taken, underWay == 0, let now = session.presence.value {
            state.current = now.presence
        }
        state.pending = underWay > 0
    }
}
