// A type-check-only stand-in for the part of SwiftUI that `ios-demo/App` uses; never shipped, never run.
// Signatures follow Apple's documentation: names, labels, types and isolation are what the check proves, no more.
@_exported import Foundation
@_exported import Observation
@_exported import UIKit

@MainActor public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError() }
}

/// A view that the framework draws itself.
public protocol Leaf: View where Body == Never {}
extension Leaf {
    public var body: Never { fatalError() }
}

public struct EmptyView: Leaf {
    public nonisolated init() {}
}
public struct TupleView<T>: Leaf {
    nonisolated init(_ views: T) { _ = views }
}
public struct ConditionalContent<First: View, Second: View>: Leaf {}
extension Optional: View where Wrapped: View {
    public var body: Never { fatalError() }
}

@resultBuilder public enum ViewBuilder {
    @MainActor public static func buildBlock() -> EmptyView { EmptyView() }
    @MainActor public static func buildBlock<V: View>(_ view: V) -> V { view }
    @MainActor public static func buildBlock<each V: View>(_ view: repeat each V) -> TupleView<
        (repeat each V)
    > {
        TupleView((repeat each view))
    }
    @MainActor public static func buildExpression<V: View>(_ view: V) -> V { view }
    @MainActor public static func buildIf<V: View>(_ view: V?) -> V? { view }
    @MainActor public static func buildEither<A: View, B: View>(first: A) -> ConditionalContent<A, B> {
        ConditionalContent()
    }
    @MainActor public static func buildEither<A: View, B: View>(second: B) -> ConditionalContent<A, B> {
        ConditionalContent()
    }
    @MainActor public static func buildLimitedAvailability<V: View>(_ view: V) -> V { view }
}

@MainActor public protocol ViewModifier {
    associatedtype Body: View
    typealias Content = ModifierContent
    @ViewBuilder func body(content: Content) -> Body
}
public struct ModifierContent: Leaf {}
extension View {
    public func modifier<M: ViewModifier>(_ modifier: M) -> some View { self }
}

@propertyWrapper @dynamicMemberLookup public struct Binding<Value> {
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { self }
    @preconcurrency public init(
        @_inheritActorContext get: @escaping @isolated(any) @Sendable () -> Value,
        @_inheritActorContext set: @escaping @isolated(any) @Sendable (Value) -> Void
    ) {}
    public static func constant(_ value: Value) -> Binding<Value> { fatalError() }
    public subscript<Subject>(dynamicMember path: WritableKeyPath<Value, Subject>) -> Binding<Subject> {
        fatalError()
    }
}

@propertyWrapper public struct State<Value> {
    public init(wrappedValue: Value) {}
    public init(initialValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { fatalError() }
}
extension State where Value: ExpressibleByNilLiteral {
    public init() {}
}

@propertyWrapper public struct FocusState<Value: Hashable> {
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public struct Binding {}
    public var projectedValue: Binding { fatalError() }
    public init() where Value == Bool {}
    public init<T: Hashable>() where Value == T? {}
}

@propertyWrapper public struct ScaledMetric<Value: BinaryFloatingPoint> {
    public init(wrappedValue: Value) {}
    public init(wrappedValue: Value, relativeTo style: Font.TextStyle) {}
    public var wrappedValue: Value { fatalError() }
}

@propertyWrapper @MainActor public struct Environment<Value> {
    public nonisolated init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError() }
}
public struct EnvironmentValues {
    public var dynamicTypeSize: DynamicTypeSize {
        get { fatalError() }
        set {}
    }
    public var layoutDirection: LayoutDirection {
        get { fatalError() }
        set {}
    }
    public var locale: Locale {
        get { fatalError() }
        set {}
    }
    public var scenePhase: ScenePhase {
        get { fatalError() }
        set {}
    }
    public var accessibilityReduceMotion: Bool { fatalError() }
    public var accessibilityVoiceOverEnabled: Bool { fatalError() }
    public var accessibilitySwitchControlEnabled: Bool { fatalError() }
    public var accessibilityDifferentiateWithoutColor: Bool { fatalError() }
    public var verticalSizeClass: UserInterfaceSizeClass? {
        get { fatalError() }
        set {}
    }
}
public enum UserInterfaceSizeClass: Sendable { case compact, regular }
public enum LayoutDirection: Sendable { case leftToRight, rightToLeft }
public enum ScenePhase: Comparable, Sendable { case background, inactive, active }
public enum ColorScheme: Sendable { case light, dark }
public enum DynamicTypeSize: Comparable, Sendable {
    case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge
    case accessibility1, accessibility2, accessibility3, accessibility4, accessibility5
    public var isAccessibilitySize: Bool { fatalError() }
}
extension View {
    public func environment<V>(_ path: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
        self
    }
}

@MainActor public protocol Scene {}
public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: () -> Content) {}
}
extension Scene {
    public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping (V, V) -> Void)
        -> some Scene
    { self }
}
@resultBuilder public enum SceneBuilder {
    @MainActor public static func buildBlock<S: Scene>(_ scene: S) -> S { scene }
}
@MainActor public protocol App {
    associatedtype Body: Scene
    @SceneBuilder var body: Body { get }
    init()
}
extension App {
    public static func main() {}
}
