// swift-tools-version: 6.0
// The Mobile Link SDK for Swift. README.md says how its two generated halves are made.
import PackageDescription

/// Where the Rust library `libmobilelink.a` is. Linux only: Apple's platforms have it in the XCFramework.
let library = Context.environment["MOBILE_LINK_LIBRARY"] ?? "\(Context.packageDirectory)/../../target/debug"

#if os(Linux)
    // By name, because with -l the linker prefers the dynamic library beside it, which is then not found; and past
    // swiftc, which would look for things of its own in it.
    let native: Target = .systemLibrary(name: "MobileLinkFFI")
    let linking: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "\(library)/libmobilelink.a"])]
#else
    let native: Target = .binaryTarget(name: "MobileLinkFFI", path: "MobileLinkFFI.xcframework")
    let linking: [LinkerSetting] = []
#endif

let package = Package(
    name: "MobileLink",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "MobileLink", targets: ["MobileLink"])],
    targets: [
        native,
        .target(name: "MobileLink", dependencies: ["MobileLinkFFI"], linkerSettings: linking),
        .testTarget(name: "MobileLinkTests", dependencies: ["MobileLink"]),
    ],
    swiftLanguageModes: [.v6]
)
