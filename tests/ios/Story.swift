// What of the app needs no screen, run for real: how screens share a wide display, and how texts are filled.
import Foundation
import LinkCore

/// Each line that does not hold is printed.
final class Story {
    private(set) var told = 0
    private(set) var untrue = 0

    func expect<T: Equatable>(_ what: String, _ found: T, _ wanted: T) {
        told += 1
        if found != wanted {
            untrue += 1
            print("ios: \(what): found \(found), wanted \(wanted)")
        }
    }
}

@main
enum Stories {
    static func main() {
        let story = Story()
        panes(story)
        texts(story)
        print("ios: \(story.told - story.untrue) of \(story.told) hold")
        exit(story.untrue == 0 ? 0 : 1)
    }

    private static let open: [Screen] = [.home, .inbound, .player(id: "1"), .status]

    private static func panes(_ story: Story) {
        let narrow = Panes(of: open, wide: false)
        story.expect("a phone shows each screen alone", narrow.shown.map(\.screen), open)
        story.expect("nothing is beside it", narrow.shown.compactMap(\.detail), [])
        story.expect("back from Status shows the player", narrow.screens(for: 3), Array(open.prefix(3)))

        let wide = Panes(of: open, wide: true)
        story.expect("a tablet keeps the list", wide.shown.map(\.screen), [.home, .inbound, .status])
        story.expect("the message is beside it", wide.pane(of: .inbound).detail, .player(id: "1"))
        story.expect("back from Status shows both", wide.screens(for: 2), Array(open.prefix(3)))
        story.expect("back from both shows Home", wide.screens(for: 1), [.home])

        let chosen = Panes(of: [.home, .conferences], wide: true)
        story.expect("a list keeps room for its details", chosen.pane(of: .conferences).wide, true)
        let other = Panes(of: [.home, .outbound, .player(id: "1")], wide: true)
        story.expect("what was sent plays alone", other.shown.count, 3)
        let forwarded = Panes(of: [.home, .inbound, .player(id: "1"), .draft], wide: true)
        story.expect("a draft stands alone", forwarded.shown.map(\.screen), [.home, .inbound, .draft])
        story.expect("there is always a first screen", Panes(of: [], wide: true).root.screen, .signIn)
    }

    private static func texts(_ story: Story) {
        story.expect("a name is filled in", phrase("inbound_deleted", "Ada"), "Message from Ada deleted")
        story.expect("two are", phrase("player_position_of", "0:07", "1:12"), "0:07 of 1:12")
        story.expect("one thing", phrase("draft_chosen", counting: 1), "1 person chosen")
        story.expect("several things", phrase("draft_chosen", counting: 3), "3 people chosen")
        story.expect(
            "a number comes last", phrase("outbound_to_and", "Ada", counting: 2), "To Ada and 2 more")
        story.expect("seconds", clock(milliseconds: 7_400), "0:07")
        story.expect("minutes", clock(milliseconds: 750_000), "12:30")
        story.expect("hours", clock(milliseconds: 3_723_000), "1:02:03")
        story.expect("nothing below nothing", clock(milliseconds: -1), "0:00")
        story.expect("in words", spokenLength(milliseconds: 83_000), "1 minute 23 seconds")
        story.expect("no time at all", spokenLength(milliseconds: 0), "0 seconds")
    }
}
