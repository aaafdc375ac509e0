import Foundation
import Network

/// Says when the network is back, so that a lost link is tried at once. Lives as long as the app.
@MainActor
final class NetworkWatch {
    private let monitor = NWPathMonitor()
    private let back: @MainActor () -> Void
    private var satisfied = true

    /// `back` is called each time a path appears after there was none.
    init(back: @escaping @MainActor () -> Void) {
        self.back = back
        monitor.pathUpdateHandler = { [weak self] path in
            let satisfied = path.status == .satisfied
            Task { @MainActor in self?.became(satisfied) }
        }
        monitor.start(queue: DispatchQueue(label: "network-watch"))
    }

    private func became(_ now: Bool) {
        if now && !satisfied { back() }
        satisfied = now
    }
}
