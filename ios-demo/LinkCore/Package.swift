// swift-tools-version: 6.0
// The whole app without a picture: states, events and models. Runs on Linux, where its tests are.
import PackageDescription

let package = Package(
    name: "LinkCore",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "LinkCore", targets: ["LinkCore"]),
        // Sample data for previews and tests, and a link, a player and a store that only pretend.
        .library(name: "LinkCoreFixtures", targets: ["LinkCoreFixtures"]),
    ],
    dependencies: [.package(name: "MobileLink", path: "../../bindings/swift")],
    targets: [
        .target(name: "LinkCore", dependencies: [.product(name: "MobileLink", package: "MobileLink")]),
        .target(
            name: "LinkCoreFixtures",
            dependencies: ["LinkCore", .product(name: "MobileLink", package: "MobileLink")]),
        .testTarget(
            name: "LinkCoreTests",
            dependencies: [
                "LinkCore", "LinkCoreFixtures", .product(name: "MobileLink", package: "MobileLink"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
