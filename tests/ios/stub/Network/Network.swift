// A type-check-only stand-in for the part of Network that `ios-demo/App` uses; never shipped, never run.
@_exported import Foundation

public struct NWPath: Equatable, Sendable {
    public enum Status: Sendable { case satisfied, unsatisfied, requiresConnection }
    public var status: Status { fatalError() }
}
public final class NWPathMonitor {
    public init() {}
    public var pathUpdateHandler: (@Sendable (NWPath) -> Void)? {
        get { fatalError() }
        set {}
    }
    public func start(queue: DispatchQueue) {}
    public func cancel() {}
}
