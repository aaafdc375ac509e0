import LinkCore
import SwiftUI

/// Gives each screen the state of its model, and its model what a person does.
struct ScreenView: View {
    let app: AppModel
    let screen: Screen
    /// What is open beside it; none on a narrow screen.
    let beside: Screen?

    var body: some View {
        switch screen {
        case .signIn: SignInView(state: app.signIn.state, send: app.signIn.send)
        case .home:
            HomeView(
                state: app.home.state, send: app.home.send, openSettings: { app.sendFrame(.openSettings) })
        case .presence: PresenceView(state: app.presence.state, send: app.presence.send)
        case .people: PeopleView(state: app.people.state, send: app.people.send)
        case .inbound: InboundView(state: app.inbound.state, send: app.inbound.send, open: openId)
        case .player(let id): PlayerView(state: app.player(id: id).state, send: app.player(id: id).send)
        case .outbound: OutboundView(state: app.outbound.state, send: app.outbound.send)
        case .draft: DraftView(state: app.draft.state, send: app.draft.send)
        case .conferences:
            ConferencesView(state: app.conferences.state, send: app.conferences.send, open: openId)
        case .conferenceDetails(let id):
            ConferenceDetailsView(state: app.conference(id: id).state, send: app.conference(id: id).send)
        case .status: StatusView(state: app.status.state, send: app.status.send)
        case .settings: SettingsView(state: app.settingsScreen.state, send: app.settingsScreen.send)
        }
    }

    private var openId: String? {
        switch beside {
        case .player(let id), .conferenceDetails(let id): id
        default: nil
        }
    }
}

extension Framed {
    /// The frame around a screen of the app.
    @MainActor init(of app: AppModel, screen: Screen) {
        let isForward = screen == .draft && app.draft.state.about != nil
        let title = isForward ? phrase("draft_forward_title") : screen.title
        let hasLink = screen != .signIn
        self.init(title: title, frame: app.frame, hasLink: hasLink, plays: screen.plays, send: app.sendFrame)
    }
}

extension Screen {
    fileprivate var title: String {
        switch self {
        case .signIn: phrase("sign_in_title")
        case .home: phrase("home_title")
        case .presence: phrase("presence_title")
        case .people: phrase("people_title")
        case .inbound: phrase("inbound_title")
        case .player: phrase("player_title")
        case .outbound: phrase("outbound_title")
        case .draft: phrase("draft_title")
        case .conferences: phrase("conferences_title")
        case .conferenceDetails: phrase("conference_details_title")
        case .status: phrase("status_title")
        case .settings: phrase("settings_title")
        }
    }

    fileprivate var plays: Bool {
        if case .player = self { true } else { false }
    }
}
