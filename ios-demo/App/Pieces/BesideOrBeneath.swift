import SwiftUI

/// Two things beside each other, or beneath each other where the type is too large for that.
struct BesideOrBeneath<First: View, Second: View>: View {
    private let first: First
    private let second: Second

    init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    var body: some View {
        ViewThatFits(in: .horizontal) {
            HStack(alignment: .firstTextBaseline) {
                first
                Spacer(minLength: 8)
                second
            }
            VStack(alignment: .leading, spacing: 2) {
                first
                second
            }
        }
    }
}
