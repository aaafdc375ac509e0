import LinkCore

/// How the open screens are shown: each alone, or a list with its details beside it.
struct Panes {
    /// From this width on, in points, there is room for two.
    static let wideFrom = 840.0

    struct Pane: Equatable {
        let screen: Screen
        /// What is open beside it; on wide screens only.
        var detail: Screen?
        /// A list that keeps room for its details.
        let wide: Bool
        /// Where it stands in all open screens.
        fileprivate let index: Int
    }

    /// Never empty.
    let shown: [Pane]
    private let screens: [Screen]

    init(of screens: [Screen], wide: Bool) {
        self.screens = screens
        var shown: [Pane] = []
        for (index, screen) in screens.enumerated() {
            if let last = shown.indices.last, shown[last].wide, screen.isDetail(of: shown[last].screen) {
                shown[last].detail = screen
            } else {
                shown.append(Pane(screen: screen, wide: wide && screen.hasDetails, index: index))
            }
        }
        self.shown = shown.isEmpty ? [Pane(screen: .signIn, wide: false, index: 0)] : shown
    }

    var root: Pane { shown[0] }

    /// The pane that begins with a screen; alone when the stack is just letting go of it.
    func pane(of screen: Screen) -> Pane {
        shown.last { $0.screen == screen } ?? Pane(screen: screen, wide: false, index: 0)
    }

    /// The open screens when only the first panes are left.
    func screens(for count: Int) -> [Screen] {
        count < shown.count ? Array(screens.prefix(shown[count].index)) : screens
    }
}

extension Screen {
    fileprivate var hasDetails: Bool {
        self == .inbound || self == .conferences
    }

    fileprivate func isDetail(of list: Screen) -> Bool {
        switch self {
        case .player: list == .inbound
        case .conferenceDetails: list == .conferences
        default: false
        }
    }
}
