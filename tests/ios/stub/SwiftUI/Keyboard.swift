// Focus, keys and gestures.
public struct KeyEquivalent: Sendable, ExpressibleByExtendedGraphemeClusterLiteral {
    public init(extendedGraphemeClusterLiteral value: Character) {}
    public static let space = KeyEquivalent(extendedGraphemeClusterLiteral: " ")
    public static let delete = KeyEquivalent(extendedGraphemeClusterLiteral: "d")
    public static let deleteForward = KeyEquivalent(extendedGraphemeClusterLiteral: "f")
    public static let escape = KeyEquivalent(extendedGraphemeClusterLiteral: "e")
    public static let leftArrow = KeyEquivalent(extendedGraphemeClusterLiteral: "l")
    public static let rightArrow = KeyEquivalent(extendedGraphemeClusterLiteral: "r")
    public static let upArrow = KeyEquivalent(extendedGraphemeClusterLiteral: "u")
    public static let downArrow = KeyEquivalent(extendedGraphemeClusterLiteral: "n")
}
public struct EventModifiers: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let command = EventModifiers(rawValue: 1)
    public static let shift = EventModifiers(rawValue: 2)
}
public struct KeyboardShortcut: Sendable {
    public static let cancelAction = KeyboardShortcut()
    public static let defaultAction = KeyboardShortcut()
}
public struct KeyPress: Sendable {
    public enum Result: Sendable { case handled, ignored }
}
public struct DragGesture: Sendable {
    public struct Value: Sendable {
        public var location: CGPoint
    }
    public init(minimumDistance: CGFloat = 10) {}
    @MainActor public func onChanged(_ action: @escaping (Value) -> Void) -> DragGesture { self }
    @MainActor public func onEnded(_ action: @escaping (Value) -> Void) -> DragGesture { self }
}

extension View {
    public func keyboardShortcut(_ key: KeyEquivalent, modifiers: EventModifiers = .command) -> some View {
        self
    }
    public func keyboardShortcut(_ shortcut: KeyboardShortcut) -> some View { self }
    public func onKeyPress(_ key: KeyEquivalent, action: @escaping () -> KeyPress.Result) -> some View {
        self
    }
    public func focused<V: Hashable>(_ binding: FocusState<V>.Binding, equals value: V) -> some View { self }
    public func focused(_ condition: FocusState<Bool>.Binding) -> some View { self }
    public func focusable(_ focusable: Bool = true) -> some View { self }
    public func gesture(_ gesture: DragGesture) -> some View { self }
    public func contentShape<S: Shape>(_ shape: S) -> some View { self }
}
