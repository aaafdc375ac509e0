import LinkCore
import SwiftUI

/// One conference; its password is hidden until somebody asks (ML-61).
struct ConferenceDetailsView: View {
    let state: ConferenceDetailsState
    let send: Send<ConferenceDetailsEvent>

    var body: some View {
        List {
            if let problem = state.problem { ProblemNote(problem: problem) }
            if let conference = state.conference {
                Section {
                    facts(conference)
                } header: {
                    header(conference)
                }
                Section {
                    people
                } footer: {
                    if state.canModify {
                        Text(phrase("conference_cannot_modify")).foregroundStyle(Palette.quiet)
                    }
                }
            } else if state.problem == .gone {
                Text(phrase("conference_gone"))
            } else if state.problem == nil {
                ProgressView(phrase("loading"))
            }
        }
        .listStyle(.insetGrouped)
        .scrollContentBackground(.hidden)
        .readableWidth(on: Palette.ground)
    }

    private func header(_ conference: ConferenceRow) -> some View {
        Text(conference.name).font(.title3.bold()).foregroundStyle(.primary).textCase(nil)
            .accessibilityAddTraits(.isHeader)
    }

    @ViewBuilder private func facts(_ conference: ConferenceRow) -> some View {
        Label(
            conference.overtime ? phrase("conference_overtime") : conference.standing.word,
            systemImage: conference.standing.symbol
        )
        .foregroundStyle(conference.standing == .active ? Palette.on : Palette.quiet)
        .frame(minHeight: touchTarget)
        Fact(phrase("conference_number"), conference.number)
        if let password = state.password {
            passwordRow(password)
        } else {
            Fact(phrase("conference_password"), phrase("conference_password_none"))
        }
        Fact(phrase("conference_start"), conference.startAt.map(fullMoment) ?? phrase("conferences_standing"))
        if let length = conference.durationMs {
            Fact(phrase("conference_duration"), spokenLength(milliseconds: length))
        }
        if conference.startAt != nil { Fact(phrase("conference_repeat"), repetition) }
    }

    private func passwordRow(_ password: String) -> some View {
        LabeledContent(phrase("conference_password")) {
            HStack(spacing: 8) {
                Text(state.passwordShown ? password : "••••••")
                    .monospacedDigit()
                    .privacySensitive()
                    .accessibilityLabel(state.passwordShown ? password : phrase("conference_password_hidden"))
                Button {
                    send(.togglePassword)
                } label: {
                    Image(systemName: state.passwordShown ? "eye.slash" : "eye").touchable()
                }
                .buttonStyle(.borderless)
                .accessibilityLabel(
                    phrase(state.passwordShown ? "conference_hide" : "conference_show"))
            }
        }
    }

    private var repetition: String {
        switch state.repeatDays {
        case 0: phrase("repeat_once")
        case 1: phrase("repeat_daily")
        case 7: phrase("repeat_1_week")
        case 14: phrase("repeat_2_weeks")
        case 21: phrase("repeat_3_weeks")
        case 28: phrase("repeat_4_weeks")
        default: phrase("repeat_days", state.repeatDays.formatted())
        }
    }

    @ViewBuilder private var people: some View {
        Fact(phrase("conference_creator"), state.creator)
        Fact(
            phrase("conference_moderators"),
            state.moderators.isEmpty
                ? phrase("conference_no_moderators") : state.moderators.formatted(.list(type: .and)))
    }
}
