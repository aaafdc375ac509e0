import LinkCore
import SwiftUI

/// Mobile Link on iOS: what the device has, given to the app of `LinkCore`.
@main
struct MobileLinkApp: App {
    @State private var device = Device()
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            RootView(app: device.app)
        }
        .onChange(of: phase) { _, now in
            // While the app slept the link may have been lost: it is tried at once, not after its next pause.
            if now == .active { device.app.sendFrame(.retryNow) }
        }
    }
}
