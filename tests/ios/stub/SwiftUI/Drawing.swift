// Colours, shapes and the canvas.
public protocol ShapeStyle: Sendable {}
public struct Color: Leaf, ShapeStyle, Hashable {
    public nonisolated init(_ name: String) {}
    public nonisolated static let clear = Color("")
    public nonisolated static let primary = Color("")
    public nonisolated static let secondary = Color("")
    public nonisolated func opacity(_ opacity: Double) -> Color { self }
}
public struct HierarchicalShapeStyle: ShapeStyle {}
extension ShapeStyle where Self == HierarchicalShapeStyle {
    public static var primary: Self { HierarchicalShapeStyle() }
    public static var secondary: Self { HierarchicalShapeStyle() }
}
public struct Material: ShapeStyle {}
extension ShapeStyle where Self == Material {
    public static var regularMaterial: Self { Material() }
    public static var bar: Self { Material() }
}
extension ShapeStyle where Self == Color {
    public static var clear: Color { Color.clear }
}

public protocol Shape: View, Sendable {}
extension Shape {
    public func fill<S: ShapeStyle>(_ style: S) -> some View { self }
    public func stroke<S: ShapeStyle>(_ style: S, lineWidth: CGFloat = 1) -> some View { self }
}
public struct Circle: Leaf, Shape {
    public nonisolated init() {}
}
public struct Capsule: Leaf, Shape {
    public nonisolated init() {}
}
public struct Rectangle: Leaf, Shape {
    public nonisolated init() {}
}
public struct RoundedRectangle: Leaf, Shape {
    public nonisolated init(cornerRadius: CGFloat) {}
}
extension Shape where Self == Circle {
    public static var circle: Circle { Circle() }
}
extension Shape where Self == Capsule {
    public static var capsule: Capsule { Capsule() }
}
extension Shape where Self == Rectangle {
    public static var rect: Rectangle { Rectangle() }
}
extension Shape where Self == RoundedRectangle {
    public static func rect(cornerRadius: CGFloat) -> RoundedRectangle {
        RoundedRectangle(cornerRadius: cornerRadius)
    }
}

public struct Path: Leaf, Shape, Equatable {
    public nonisolated init() {}
    public nonisolated init(roundedRect rect: CGRect, cornerRadius: CGFloat) {}
    public nonisolated mutating func addRoundedRect(in rect: CGRect, cornerSize: CGSize) {}
}
public struct GraphicsContext {
    public struct Shading: Sendable {
        public static func color(_ color: Color) -> Shading { Shading() }
    }
    public func fill(_ path: Path, with shading: Shading) {}
}
public struct Canvas: Leaf {
    public init(renderer: @escaping (inout GraphicsContext, CGSize) -> Void) {}
}

extension View {
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { self }
    public func tint(_ color: Color?) -> some View { self }
    public func background<S: ShapeStyle>(_ style: S) -> some View { self }
    public func background<S: ShapeStyle, T: Shape>(_ style: S, in shape: T) -> some View { self }
    public func background<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V)
        -> some View
    { self }
    public func overlay<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View {
        self
    }
    public func clipShape<S: Shape>(_ shape: S) -> some View { self }
    public func opacity(_ opacity: Double) -> some View { self }
    public func hidden() -> some View { self }
    public func preferredColorScheme(_ scheme: ColorScheme?) -> some View { self }
}

public struct Animation: Equatable, Sendable {
    public static let `default` = Animation()
    public static let snappy = Animation()
    public static func easeInOut(duration: TimeInterval) -> Animation { Animation() }
}
public struct AnyTransition {
    public static var opacity: AnyTransition { AnyTransition() }
    public static func move(edge: Edge) -> AnyTransition { AnyTransition() }
    public func combined(with other: AnyTransition) -> AnyTransition { self }
}
public struct Transaction {
    public var animation: Animation?
    public var disablesAnimations: Bool
}
extension View {
    public func animation<V: Equatable>(_ animation: Animation?, value: V) -> some View { self }
    public func transition(_ transition: AnyTransition) -> some View { self }
    public func transaction(_ transform: @escaping (inout Transaction) -> Void) -> some View { self }
}
