import LinkCore
import SwiftUI

/// The four looks of what a list shows: loading, empty, there, failed.
struct Listing<Item: Equatable & Sendable, Rows: View>: View {
    let content: Content<Item>
    let empty: String
    let emptyHint: String
    let emptySymbol: String
    let retry: (@MainActor () -> Void)?
    @ViewBuilder let rows: ([Item]) -> Rows

    var body: some View {
        switch content {
        case .loading:
            ProgressView(phrase("loading")).frame(maxWidth: .infinity, maxHeight: .infinity)
        case .empty:
            ContentUnavailableView {
                Label(empty, systemImage: emptySymbol)
            } description: {
                Text(emptyHint).foregroundStyle(Palette.quiet)
            }
        case .failed(let problem):
            ContentUnavailableView {
                Label(phrase("failed_title"), systemImage: "exclamationmark.triangle")
            } description: {
                Text(problem.words).foregroundStyle(Palette.quiet)
            } actions: {
                if let retry {
                    Button(phrase("try_again"), action: retry).buttonStyle(.bordered).controlSize(.large)
                }
            }
        case .ready(let items):
            List { rows(items) }.listStyle(.plain)
        }
    }
}
