import Foundation
import LinkCore

/// Keeps the settings for as long as it lives.
public final class MemorySettingsStore: SettingsStore, @unchecked Sendable {
    private let lock = NSLock()
    private var saved: Saved?

    public init(_ saved: Saved? = nil) {
        self.saved = saved
    }

    public func load() -> Saved? { lock.withLock { saved } }

    public func save(_ saved: Saved) { lock.withLock { self.saved = saved } }
}
