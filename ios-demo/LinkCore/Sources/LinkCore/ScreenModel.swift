import Observation

/// Turns what the link knows into what one screen shows, and what a person does into what the link is asked.
@MainActor
public protocol ScreenModel: AnyObject, Observable {
    associatedtype State: Equatable & Sendable
    associatedtype Event: Sendable

    /// What to show now; observed.
    var state: State { get }

    /// The one place that everything a person does goes to; never blocks, never throws.
    func send(_ event: Event)

    /// Ends its work; the screen is gone.
    func close()
}
