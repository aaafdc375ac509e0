import Foundation
import Network

/// Says when the network is back, so that a lost link is tried at once.
final class NetworkWatch: Sendable {
    private let monitor = NWPathMonitor()

    /// `back` is called on the main actor each time a path appears after there was none.
    init(back: @escaping @MainActor () -> Void) {
        let last = LastStatus()
        monitor.pathUpdateHandler = { path in
            let satisfied = path.status == .satisfied
            Task { @MainActor in
                if last.becomes(satisfied) { back() }
            }
        }
        monitor.start(queue: DispatchQueue(label: "network-watch"))
    }

    deinit {
        monitor.cancel()
    }
}

@MainActor
private final class LastStatus {
    private var satisfied = true

    nonisolated init() {}

    /// True when it was not satisfied before and is now.
    func becomes(_ now: Bool) -> Bool {
        defer { satisfied = now }
        return now && !satisfied
    }
}
