import MobileLink
import Observation

/// One conference (ML-61), kept up to date while it is shown.
@MainActor @Observable
public final class ConferenceDetailsModel: ScreenModel {
    public private(set) var state = ConferenceDetailsModel.unknown(nil)

    @ObservationIgnored private let id: String
    @ObservationIgnored private let session: Session

    init(id: String, session: Session) {
        self.id = id
        self.session = session
        session.conferences.watch(self) { [weak self] _ in self?.show() }
        session.standing.watch(self) { [weak self] _ in self?.show() }
    }

    public func send(_ event: ConferenceDetailsEvent) {
        switch event {
        case .togglePassword: state.passwordShown.toggle()
        }
    }

    public func close() {
        session.forget(self)
    }

    private func show() {
        guard let all = session.conferences.value else { return }
        if let conference = all.first(where: { $0.id == id }) {
            state = details(of: conference)
        } else {
            let standing = session.standing.value
            let missing: Problem? = standing?.offline == true ? .offline : nil
            state = Self.unknown(standing?.caughtUp == true ? .gone : missing)
        }
    }

    private func details(of conference: Conference) -> ConferenceDetailsState {
        ConferenceDetailsState(
            conference: ConferenceRow(conference), password: conference.password,
            creator: conference.creator.name, moderators: conference.moderators.map(\.name),
            repeatDays: Int(conference.repeatDays), canModify: conference.canModify,
            passwordShown: state.passwordShown, problem: nil)
    }

    private static func unknown(_ problem: Problem?) -> ConferenceDetailsState {
        ConferenceDetailsState(
            conference: nil, password: nil, creator: "", moderators: [], repeatDays: 0, canModify: false,
            passwordShown: false, problem: problem)
    }
}
