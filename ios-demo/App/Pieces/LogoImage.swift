import LinkCore
import SwiftUI

/// The corporate logo, or ours when there is none or it cannot be read (LOGO-01).
struct LogoImage: View {
    let logo: LinkCore.Logo?
    let height: CGFloat

    var body: some View {
        picture.resizable().scaledToFit().frame(maxWidth: height * 4, maxHeight: height)
            .accessibilityLabel(phrase(logo == nil ? "home_our_logo" : "home_logo"))
    }

    private var picture: Image {
        if let logo, let image = UIImage(data: logo.bytes) { Image(uiImage: image) } else { Image("Mark") }
    }
}
