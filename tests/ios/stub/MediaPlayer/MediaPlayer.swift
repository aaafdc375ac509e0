// A type-check-only stand-in for the part of MediaPlayer that `ios-demo/App` uses; never shipped, never run.
@_exported import Foundation

public final class MPNowPlayingInfoCenter: NSObject, @unchecked Sendable {
    public static func `default`() -> MPNowPlayingInfoCenter { fatalError() }
    public var nowPlayingInfo: [String: Any]? {
        get { fatalError() }
        set {}
    }
}
public let MPMediaItemPropertyTitle = "title"
public let MPMediaItemPropertyArtist = "artist"
public let MPMediaItemPropertyPlaybackDuration = "duration"
public let MPNowPlayingInfoPropertyElapsedPlaybackTime = "elapsed"
public let MPNowPlayingInfoPropertyPlaybackRate = "rate"

public enum MPRemoteCommandHandlerStatus: Int, Sendable {
    case success = 0
    case noSuchContent = 100
    case commandFailed = 200
}
open class MPRemoteCommandEvent: NSObject {}
public final class MPChangePlaybackPositionCommandEvent: MPRemoteCommandEvent {
    public var positionTime: TimeInterval { fatalError() }
}
open class MPRemoteCommand: NSObject, @unchecked Sendable {
    public var isEnabled: Bool {
        get { fatalError() }
        set {}
    }
    public func addTarget(handler: @escaping (MPRemoteCommandEvent) -> MPRemoteCommandHandlerStatus) -> Any {
        fatalError()
    }
    public func removeTarget(_ target: Any?) {}
}
public final class MPSkipIntervalCommand: MPRemoteCommand, @unchecked Sendable {
    public var preferredIntervals: [NSNumber] {
        get { fatalError() }
        set {}
    }
}
public final class MPRemoteCommandCenter: NSObject, @unchecked Sendable {
    public static func shared() -> MPRemoteCommandCenter { fatalError() }
    public let playCommand = MPRemoteCommand()
    public let pauseCommand = MPRemoteCommand()
    public let togglePlayPauseCommand = MPRemoteCommand()
    public let skipForwardCommand = MPSkipIntervalCommand()
    public let skipBackwardCommand = MPSkipIntervalCommand()
    public let changePlaybackPositionCommand = MPRemoteCommand()
}
