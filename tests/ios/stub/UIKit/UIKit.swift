// A type-check-only stand-in for the part of UIKit that `ios-demo/App` uses; never shipped, never run.
@_exported import Foundation

public final class UIImage: @unchecked Sendable {
    public init?(data: Data) {}
    public init?(named name: String) {}
    public var size: CGSize { fatalError() }
}

public enum UIKeyboardType: Int, Sendable {
    case `default`, asciiCapable, numbersAndPunctuation, URL, numberPad
}

public struct UITextContentType: Hashable, Sendable {
    public static let username = UITextContentType()
    public static let password = UITextContentType()
    public static let URL = UITextContentType()
}

@MainActor public final class UIDevice {
    public static let current = UIDevice()
    public var name: String { fatalError() }
    public var isProximityMonitoringEnabled: Bool {
        get { fatalError() }
        set {}
    }
}
