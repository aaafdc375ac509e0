import MobileLink
import SwiftUI

extension Presence {
    /// The word of the telephone for it.
    var word: String {
        switch self {
        case .inOffice: phrase("presence_in_office")
        case .atAMeeting: phrase("presence_at_a_meeting")
        case .onVacation: phrase("presence_on_vacation")
        case .onBusinessTrip: phrase("presence_on_business_trip")
        case .atHome: phrase("presence_at_home")
        case .away: phrase("presence_away")
        case .busy: phrase("presence_busy")
        case .unknown: phrase("presence_unknown")
        }
    }

    var symbol: String {
        switch self {
        case .inOffice: "building.2"
        case .atAMeeting: "person.3"
        case .onVacation: "sun.max"
        case .onBusinessTrip: "airplane"
        case .atHome: "house"
        case .away: "figure.walk"
        case .busy: "minus.circle"
        case .unknown: "questionmark.circle"
        }
    }
}

/// An icon in a column of its own width, so that words beneath each other line up at every type size.
struct RowIcon: View {
    let symbol: String
    @ScaledMetric(relativeTo: .body) private var width: CGFloat = 28

    var body: some View {
        Image(systemName: symbol).frame(width: width).foregroundStyle(Palette.primary).accessibilityHidden(
            true)
    }
}
