import Foundation
import LinkCore
import UIKit

/// What belongs to this device, and the app that lives on it; made once.
@MainActor
final class Device {
    let app: AppModel
    private let network: NetworkWatch

    init() {
        let folder = PrivateFolder.url
        let links = SdkLinkFactory(
            cache: folder.appendingPathComponent("cache", isDirectory: true),
            deviceName: UIDevice.current.name)
        let app = AppModel(
            links: links,
            store: DefaultsSettingsStore(),
            audio: DeviceAudioPlayer(),
            version: Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? "")
        self.app = app
        network = NetworkWatch { app.sendFrame(.retryNow) }
    }
}
