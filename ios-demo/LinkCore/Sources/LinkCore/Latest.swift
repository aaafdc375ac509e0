/// The newest value of something, told to whoever watches it.
@MainActor
final class Latest<Value: Equatable & Sendable> {
    private(set) var value: Value?
    private var watchers: [ObjectIdentifier: (Value) -> Void] = [:]

    init(_ value: Value? = nil) {
        self.value = value
    }

    func set(_ new: Value) {
        guard new != value else { return }
        value = new
        for tell in watchers.values {
            tell(new)
        }
    }

    /// Tells the value now, when there is one, and after every change. `tell` must hold its watcher weakly.
    func watch(_ watcher: AnyObject, _ tell: @escaping (Value) -> Void) {
        watchers[ObjectIdentifier(watcher)] = tell
        if let value {
            tell(value)
        }
    }

    func forget(_ watcher: AnyObject) {
        watchers[ObjectIdentifier(watcher)] = nil
    }
}
