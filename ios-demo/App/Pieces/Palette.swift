import MobileLink
import SwiftUI

/// The colours of `Assets.xcassets`, each with a light and a dark value. A status colour never stands alone:
/// a word or an icon is beside it.
enum Palette {
    static let primary = Color("Primary")
    static let onPrimary = Color("OnPrimary")
    static let surface = Color("Surface")
    /// Behind cards.
    static let ground = Color("Ground")
    /// Words of second rank; the grey of the system is too faint to read (4.5:1).
    static let quiet = Color("Quiet")
    static let on = Color("StatusOn")
    static let trying = Color("StatusTrying")
    static let failed = Color("StatusFailed")
    static let off = Color("StatusOff")
}

/// The smallest side of what is touched, in points.
let touchTarget: CGFloat = 44

extension View {
    /// Keeps lines readable on wide screens: at most 640 points, in the middle.
    func readableWidth(on background: Color = Palette.surface) -> some View {
        frame(maxWidth: 640).frame(maxWidth: .infinity).background(background)
    }

    /// Makes what is touched large enough.
    func touchable() -> some View {
        frame(minWidth: touchTarget, minHeight: touchTarget).contentShape(Rectangle())
    }

    /// The one main action of a screen, readable in light and dark.
    func mainAction() -> some View {
        buttonStyle(.borderedProminent).controlSize(.large).tint(Palette.primary)
            .foregroundStyle(Palette.onPrimary)
    }
}

/// What a view tells its model; see `ScreenModel.send`.
typealias Send<Event> = @MainActor (Event) -> Void
