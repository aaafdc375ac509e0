import MobileLink
import Testing

extension Binding {
    @Suite("Printing")
    struct Printing {
        @Test("A conference is printed without its password, alone and inside of others (ML-60)")
        func conference() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            let conferences = try await link.conferences()
            let passwords = conferences.compactMap(\.password)
            #expect(!passwords.isEmpty)
            var dumped = ""
            dump(conferences, to: &dumped)
            for printed in ["\(conferences)", String(reflecting: conferences), dumped] {
                #expect(printed.contains("Secret(…)") && printed.contains(conferences[0].name))
                #expect(passwords.allSatisfy { !printed.contains($0) })
            }
        }
    }
}
