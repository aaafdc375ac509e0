import Observation

/// The settings (ML-13 to ML-16): each change is kept at once.
@MainActor @Observable
public final class SettingsModel: ScreenModel {
    public private(set) var state: SettingsState

    @ObservationIgnored private weak var stage: (any Stage)?
    @ObservationIgnored private let resetAll: @MainActor () -> Void

    init(stage: any Stage, resetAll: @escaping @MainActor () -> Void) {
        self.stage = stage
        self.resetAll = resetAll
        state = stage.settled.value ?? .first
        stage.settled.watch(self) { [weak self] in self?.state = $0 }
    }

    public func send(_ event: SettingsEvent) {
        var settings = state
        switch event {
        case .order(let order): settings.voicemailOrder = order
        case .people(let order): settings.peopleOrder = order
        case .speaker(let on): settings.speaker = on
        case .statistics(let on): settings.statistics = on
        case .look(let appearance): settings.appearance = appearance
        case .calmMotion(let on): settings.calmMotion = on
        case .openServer:
            stage?.open(.signIn, from: .settings)
            return
        case .resetAll:
            resetAll()
            return
        }
        stage?.settled.set(settings)
    }

    public func close() {
        stage?.settled.forget(self)
    }
}
