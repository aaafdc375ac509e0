import Observation

/// Which screens are open, and the model of each: it lives as long as its screen is open.
@MainActor @Observable
final class OpenScreens {
    /// The way back: the last is shown. Never empty.
    private(set) var screens: [Screen] = [.signIn]

    @ObservationIgnored private var models: [Screen: any ScreenModel] = [:]
    /// Of screens that were just left: still drawn while they move away.
    @ObservationIgnored private var leaving: [Screen: any ScreenModel] = [:]

    /// The model of a screen; asking twice gives the same one.
    func model<Model: ScreenModel>(_ screen: Screen, make: () -> Model) -> Model {
        if let there = (models[screen] ?? leaving[screen]) as? Model {
            return there
        }
        let new = make()
        models[screen] = new
        return new
    }

    /// Shows a screen; one that is opened from `from` takes the place of what was opened from there before.
    func open(_ screen: Screen, from: Screen) {
        if let there = screens.firstIndex(of: screen) {
            return cut(to: there + 1)
        }
        let below = screens.lastIndex(of: from).map { $0 + 1 } ?? screens.count
        replace(with: screens.prefix(below) + [screen])
    }

    /// Goes back until so many are open; the first stays.
    func cut(to count: Int) {
        replace(with: Array(screens.prefix(max(count, 1))))
    }

    /// Leaves a screen and all that was opened from it.
    func leave(_ screen: Screen) {
        if let there = screens.lastIndex(of: screen) {
            cut(to: there)
        }
    }

    /// Nothing of what was open stays, except the screen itself when it was open.
    func restart(_ screen: Screen) {
        replace(with: [screen])
    }

    /// Closes everything, also the model of the screen that is shown.
    func closeAll() {
        for model in models.values {
            model.close()
        }
        models = [:]
        leaving = [:]
    }

    private func replace(with new: [Screen]) {
        leaving = models.filter { !new.contains($0.key) }
        for model in leaving.values {
            model.close()
        }
        models = models.filter { new.contains($0.key) }
        if new != screens {
            screens = new
        }
    }
}
