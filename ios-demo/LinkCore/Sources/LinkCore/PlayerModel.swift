import MobileLink
import Observation

/// Plays one message at once, the introduction before the recording (ML-42, VM-06).
///
/// The message counts as seen when its sound begins, not when it is fetched.
@MainActor @Observable
public final class PlayerModel: ScreenModel {
    public private(set) var state: PlayerState

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?
    @ObservationIgnored private let audio: any AudioPlayer
    @ObservationIgnored private let playback: Latest<Playback>
    @ObservationIgnored private let sound: Latest<Bool>
    @ObservationIgnored private let settled: Latest<SettingsState>
    @ObservationIgnored private var message: Voicemail?
    /// What was fetched, by track.
    @ObservationIgnored private var files: [Int: String] = [:]
    /// Play as soon as the track is there.
    @ObservationIgnored private var wanted = true
    @ObservationIgnored private var seenIsSettled = false
    @ObservationIgnored private var fetching: Task<Void, Never>?

    init(id: String, session: Session, stage: any Stage) {
        self.session = session
        self.stage = stage
        audio = stage.audio
        playback = stage.playback
        sound = stage.speaker
        settled = stage.settled
        let speaker = stage.settled.value?.speaker ?? false
        state = PlayerState(
            id: id, who: "", number: nil, isInternal: false, receivedAt: nil, tracks: [], track: 0,
            playing: false, positionMs: 0, speed: 1, speaker: speaker, loading: true, text: nil,
            canReply: false, problem: nil)
        sound.set(speaker)
        audio.setSpeaker(speaker)
        audio.setSpeed(1)
        playback.watch(self) { [weak self] in self?.heard($0) }
        sound.watch(self) { [weak self] in self?.state.speaker = $0 }
        fetch()
    }

    public func send(_ event: PlayerEvent) {
        switch event {
        case .playPause: playOrPause()
        case .seek(let positionMs): seek(positionMs)
        case .back10: seek(state.positionMs - skipMs)
        case .forward10: seek(state.positionMs + skipMs)
        case .speed(let speed): setSpeed(speed)
        case .chooseTrack(let track):
            if state.tracks.indices.contains(track) {
                play(track, at: 0)
            }
        case .toggleSpeaker: toggleSpeaker()
        case .markNew: markNew()
        case .delete: delete()
        case .reply: reply()
        case .forward: compose(to: [])
        case .retry: retry()
        }
    }

    public func close() {
        fetching?.cancel()
        session.forget(self)
        playback.forget(self)
        sound.forget(self)
        if let path = audio.playback.path, files.values.contains(path) {
            audio.stop()
        }
        sound.set(settled.value?.speaker ?? false)
    }

    private func fetch() {
        state.loading = true
        state.problem = nil
        fetching = Task { [weak self, session, id = state.id] in
            do {
                let link = try await session.link()
                let found = try await link.voicemail(id: id)
                self?.describe(found)
                for (index, part) in found.parts.enumerated() where self?.files[index] == nil {
                    let file = try await link.audio(id: id, part: part.part)
                    // Length and loudness are exact only now.
                    let exact = try await link.voicemail(id: id).parts.map(Track.init)
                    guard !Task.isCancelled else { return }
                    self?.fetched(index, file, exact)
                }
            } catch {
                self?.failed(error)
            }
        }
    }

    private func fetched(_ index: Int, _ file: AudioFile, _ exact: [Track]) {
        files[index] = file.path
        state.tracks = exact
        guard state.track == index else { return }
        if wanted {
            play(index, at: state.positionMs)
        } else {
            state.loading = false
        }
    }

    private func failed(_ error: any Error) {
        guard !(error is CancellationError) else { return }
        state.loading = false
        state.problem = Problem(error)
    }

    private func describe(_ found: Voicemail) {
        message = found
        (state.who, state.number) = found.sender.named
        state.isInternal = found.sender.isInternal
        state.receivedAt = found.receivedAt
        state.tracks = found.parts.map(Track.init)
        state.loading = !found.parts.isEmpty
        state.text = found.text.flatMap { $0.trimmed.isEmpty ? nil : $0 }
        state.canReply = found.sender.isInternal && found.folder != .sent
        // What has no sound is seen when it is read.
        if found.parts.isEmpty {
            settleSeen()
        }
    }

    private func heard(_ now: Playback) {
        guard let file = files[state.track], now.path == file else {
            state.playing = false
            return
        }
        if let failure = now.failure {
            state.playing = false
            state.problem = .unexpected(detail: failure)
        } else if now.ended {
            if state.track < state.tracks.count - 1 {
                play(state.track + 1, at: 0)
            } else {
                state.playing = false
                state.positionMs = length
            }
        } else {
            if now.playing {
                settleSeen()
            }
            state.playing = now.playing
            state.positionMs = now.positionMs
        }
    }

    private func settleSeen() {
        guard !seenIsSettled else { return }
        seenIsSettled = true
        if message?.seen == false {
            session.act { [id = state.id] in try await $0.setSeen(id: id, seen: true) }
        }
    }

    private func play(_ track: Int, at positionMs: Int) {
        wanted = true
        state.track = track
        state.positionMs = positionMs
        state.loading = files[track] == nil
        if let file = files[track] {
            audio.play(path: file, positionMs: positionMs)
        }
    }

    private func playOrPause() {
        let now = audio.playback
        if files[state.track] == nil {
            wanted.toggle()
        } else if now.path != files[state.track] || now.ended && state.positionMs < length {
            play(state.track, at: state.positionMs)
        } else if now.ended {
            play(0, at: 0)
        } else if now.playing {
            audio.pause()
        } else {
            audio.resume()
        }
    }

    private func seek(_ positionMs: Int) {
        state.positionMs = min(max(positionMs, 0), length)
        let now = audio.playback
        if let path = now.path, path == files[state.track], !now.ended {
            audio.seek(positionMs: state.positionMs)
        }
    }

    private func setSpeed(_ speed: Float) {
        state.speed = min(max(speed, 0.8), 2.5)
        audio.setSpeed(state.speed)
    }

    private func toggleSpeaker() {
        sound.set(!state.speaker)
        audio.setSpeaker(state.speaker)
    }

    private func markNew() {
        seenIsSettled = true
        session.act { [id = state.id] in try await $0.setSeen(id: id, seen: false) }
    }

    private func delete() {
        session.delete(Undo(id: state.id, who: state.who))
        stage?.leave(.player(id: state.id))
    }

    private func reply() {
        if state.canReply, case .internal(let userId, _, _) = message?.sender {
            compose(to: [userId])
        }
    }

    private func compose(to recipients: Set<String>) {
        if state.playing {
            audio.pause()
        }
        let draft = NewDraft(about: message.map(VoicemailRow.init), recipients: recipients)
        stage?.compose(draft, from: .player(id: state.id))
    }

    private func retry() {
        wanted = true
        state.problem = nil
        if message != nil, files.count == state.tracks.count {
            play(state.track, at: state.positionMs)
        } else {
            fetch()
        }
    }

    private var length: Int {
        state.tracks.indices.contains(state.track) ? state.tracks[state.track].durationMs : 0
    }
}

private let skipMs = 10_000

extension Track {
    init(_ part: Part) {
        self.init(
            part: part.part, durationMs: Int(clamping: part.durationMs ?? 0), peaks: part.peaks.map(Int.init))
    }
}
