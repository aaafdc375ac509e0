// Text, images and the type they are set in.
public struct LocalizedStringKey: ExpressibleByStringInterpolation, Sendable {
    public init(stringLiteral value: String) {}
    public init(_ value: String) {}
}

public struct Text: Leaf, Sendable, Equatable {
    public nonisolated init(_ key: LocalizedStringKey) {}
    @_disfavoredOverload public nonisolated init<S: StringProtocol>(_ content: S) {}
    public nonisolated init(verbatim content: String) {}
    public nonisolated init(_ image: Image) {}
    public nonisolated static func + (first: Text, second: Text) -> Text { first }
    public nonisolated func font(_ font: Font?) -> Text { self }
    public nonisolated func bold() -> Text { self }
    public nonisolated func fontWeight(_ weight: Font.Weight?) -> Text { self }
    public nonisolated func monospacedDigit() -> Text { self }
}

public struct Image: Leaf, Sendable, Equatable {
    public nonisolated init(_ name: String) {}
    public nonisolated init(decorative name: String) {}
    public nonisolated init(systemName: String) {}
    public nonisolated init(uiImage: UIImage) {}
    public nonisolated func resizable() -> Image { self }
    public enum Scale: Sendable { case small, medium, large }
}

public struct Label<Title: View, Icon: View>: Leaf {
    public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {}
}
extension Label where Title == Text, Icon == Image {
    public init(_ key: LocalizedStringKey, systemImage: String) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, systemImage: String) {}
}

public struct Font: Hashable, Sendable {
    public enum TextStyle: Sendable {
        case largeTitle, title, title2, title3, headline, subheadline, body, callout, footnote, caption,
            caption2
    }
    public struct Weight: Hashable, Sendable {
        public static let regular = Weight()
        public static let medium = Weight()
        public static let semibold = Weight()
        public static let bold = Weight()
    }
    public static let largeTitle = Font()
    public static let title = Font()
    public static let title2 = Font()
    public static let title3 = Font()
    public static let headline = Font()
    public static let subheadline = Font()
    public static let body = Font()
    public static let callout = Font()
    public static let footnote = Font()
    public static let caption = Font()
    public static func system(_ style: TextStyle) -> Font { Font() }
    public func weight(_ weight: Weight) -> Font { self }
    public func bold() -> Font { self }
    public func monospaced() -> Font { self }
    public func monospacedDigit() -> Font { self }
}

extension Text {
    public enum Case: Sendable { case uppercase, lowercase }
}
public enum TextAlignment: Sendable { case leading, center, trailing }
public struct TextSelectability: Sendable {
    public static let enabled = TextSelectability()
    public static let disabled = TextSelectability()
}

extension View {
    public func font(_ font: Font?) -> some View { self }
    public func fontWeight(_ weight: Font.Weight?) -> some View { self }
    public func bold(_ active: Bool = true) -> some View { self }
    public func monospacedDigit() -> some View { self }
    public func textCase(_ textCase: Text.Case?) -> some View { self }
    public func lineLimit(_ lines: Int?) -> some View { self }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    public func imageScale(_ scale: Image.Scale) -> some View { self }
    public func textSelection(_ selectability: TextSelectability) -> some View { self }
    public func minimumScaleFactor(_ factor: CGFloat) -> some View { self }
    public func fixedSize() -> some View { self }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { self }
    public func scaledToFit() -> some View { self }
    public func privacySensitive(_ sensitive: Bool = true) -> some View { self }
    public func dynamicTypeSize<R: RangeExpression>(_ range: R) -> some View
    where R.Bound == DynamicTypeSize { self }
}
