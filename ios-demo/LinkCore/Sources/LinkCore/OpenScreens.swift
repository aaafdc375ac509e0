import Observation

/// Which screens are open, and the model of each.
///
/// A model begins when its screen is opened, looked at or not, and ends when it is left. The one that was left last can
/// still be read, because its picture may be on its way out.
@MainActor @Observable
final class OpenScreens {
    /// The way back: the last is shown. Never empty.
    private(set) var screens: [Screen] = [.signIn]

    @ObservationIgnored private var models: [Screen: any ScreenModel] = [:]
    @ObservationIgnored private var leaving: [Screen: any ScreenModel] = [:]

    @ObservationIgnored var modelFor: (Screen) -> (any ScreenModel)? = { _ in nil }

    /// The model of a screen; asking twice gives the same one.
    func model(_ screen: Screen) -> (any ScreenModel)? {
        if let there = models[screen] ?? leaving[screen] {
            return there
        }
        models[screen] = modelFor(screen)
        return models[screen]
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

    /// Begins anew with one screen, and none of the models that were there.
    func restart(_ screen: Screen) {
        closeAll()
        replace(with: [screen])
    }

    /// Leaves all but one screen that is open.
    func keepOnly(_ screen: Screen) {
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
        // Before anybody looks: a message plays at once.
        if let top = new.last, models[top] == nil {
            models[top] = modelFor(top)
        }
        if new != screens {
            screens = new
        }
    }
}
