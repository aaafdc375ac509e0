import Foundation
import MobileLink
import Testing

extension Binding {
    @Suite("Many at once, and nothing left")
    struct Load {
        @Test("Fifty calls at once", arguments: Office.allCases)
        func fifty(office: Office) async throws {
            let server = try await office.start()
            let link = try await office.link(as: "alice", on: server)
            let people = try await link.directory().count
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await link.directory().count }
                }
                for try await count in group {
                    #expect(count == people)
                }
            }
        }

        @Test("Nothing is left of links, streams and actions that were let go")
        func nothingLeaked() async throws {
            try await eventually("the tests before left nothing") { try alive() == nothing }
            for _ in 0..<5 {
                let link = try await Office.demo.link(as: "alice", on: nil)
                let stream = try link.watchVoicemails(folder: .inbox)
                _ = await first(of: stream) { !$0.isEmpty }
                try await link.setPresence(presence: .away, note: nil).sent()
            }
            try await eventually("nothing is left") { try alive() == nothing }
        }

        private let nothing = Alive(links: 0, subscriptions: 0, submissions: 0, listeners: 0)
    }

    /// Prints what a call costs; says nothing about right or wrong, except that it is not absurd.
    @Suite("Measured")
    struct Measured {
        @Test("A call through the binding, and 1,000 list items crossing")
        func calls() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            let clock = ContinuousClock()
            let calls = 20_000

            let plain = try clock.measure {
                for _ in 0..<calls {
                    _ = try link.state()
                }
            }
            let awaited = try await clock.measure {
                for _ in 0..<2_000 {
                    _ = try await link.ready()
                }
            }
            let cached = try await clock.measure {
                for _ in 0..<1_000 {
                    _ = try await link.presence()
                }
            }
            let one = FfiConverterTypeVoicemail_lower(try await link.voicemails(folder: .inbox)[0])
            let message = try FfiConverterTypeVoicemail_lift(one)
            let crossing = try clock.measure {
                for _ in 0..<1_000 {
                    _ = try FfiConverterTypeVoicemail_lift(FfiConverterTypeVoicemail_lower(message))
                }
            }
            print(
                """
                state() \(microseconds(plain / calls)) µs a call
                ready() \(microseconds(awaited / 2_000)) µs a call
                presence() \(microseconds(cached / 1_000)) µs a call
                1,000 messages to bytes and back \(crossing)
                """)
            #expect(plain / calls < .microseconds(50))
        }

        private func microseconds(_ time: Duration) -> Double {
            (time / .nanoseconds(1)).rounded() / 1_000
        }
    }
}
