// A type-check-only stand-in for the part of AVFoundation that `ios-demo/App` uses; never shipped, never run.
// As in the real framework, nothing here is bound to an actor and only the session may cross threads.
@_exported import Foundation

public protocol AVAudioPlayerDelegate: AnyObject {
    func audioPlayerDidFinishPlaying(_ player: AVAudioPlayer, successfully flag: Bool)
    func audioPlayerDecodeErrorDidOccur(_ player: AVAudioPlayer, error: (any Error)?)
}

open class AVAudioPlayer: NSObject {
    public init(contentsOf url: URL) throws {}
    public weak var delegate: (any AVAudioPlayerDelegate)?
    public var isPlaying: Bool { fatalError() }
    public var duration: TimeInterval { fatalError() }
    public var currentTime: TimeInterval {
        get { fatalError() }
        set {}
    }
    public var enableRate: Bool {
        get { fatalError() }
        set {}
    }
    public var rate: Float {
        get { fatalError() }
        set {}
    }
    public func prepareToPlay() -> Bool { fatalError() }
    public func play() -> Bool { fatalError() }
    public func pause() {}
    public func stop() {}
}

public final class AVAudioSession: NSObject, @unchecked Sendable {
    public static func sharedInstance() -> AVAudioSession { fatalError() }

    public struct Category: Hashable, Sendable {
        public static let playback = Category()
        public static let playAndRecord = Category()
    }
    public struct Mode: Hashable, Sendable {
        public static let `default` = Mode()
        public static let spokenAudio = Mode()
        public static let voiceChat = Mode()
    }
    public struct CategoryOptions: OptionSet, Sendable {
        public let rawValue: UInt
        public init(rawValue: UInt) { self.rawValue = rawValue }
        public static let defaultToSpeaker = CategoryOptions(rawValue: 8)
        public static let allowBluetoothA2DP = CategoryOptions(rawValue: 32)
    }
    public struct SetActiveOptions: OptionSet, Sendable {
        public let rawValue: UInt
        public init(rawValue: UInt) { self.rawValue = rawValue }
        public static let notifyOthersOnDeactivation = SetActiveOptions(rawValue: 1)
    }
    public enum PortOverride: UInt, Sendable { case none, speaker }
    public enum InterruptionType: UInt, Sendable { case ended, began }

    public func setCategory(_ category: Category, mode: Mode, options: CategoryOptions = []) throws {}
    public func setActive(_ active: Bool, options: SetActiveOptions = []) throws {}
    public func overrideOutputAudioPort(_ port: PortOverride) throws {}

    public static let interruptionNotification = Notification.Name("interruption")
    public static let routeChangeNotification = Notification.Name("routeChange")
    public enum RouteChangeReason: UInt, Sendable { case unknown, newDeviceAvailable, oldDeviceUnavailable }
}
public let AVAudioSessionInterruptionTypeKey = "interruptionType"
public let AVAudioSessionRouteChangeReasonKey = "routeChangeReason"
