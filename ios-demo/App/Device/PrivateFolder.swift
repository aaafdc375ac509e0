import Foundation

/// The folder of the app: settings, and the cache of the SDK with the session in it.
///
/// The SDK keeps the session as a file, not in the Keychain. So the folder can be read only after the first unlock
/// of the device (it must be, for a link in the background), and is in no backup.
enum PrivateFolder {
    static var url: URL {
        let files = FileManager.default
        var folder = files.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
            .appendingPathComponent("MobileLink", isDirectory: true)
        try? files.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? folder.setResourceValues(values)
        return folder
    }
}
