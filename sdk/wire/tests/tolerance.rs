//! What an old client does with what a newer server says, and what must never be printed.

use mobilelink_wire::{
    ClientFrame, ConferenceKind, ConferenceState, Device, Event, Folder, Page, PersonRef, Presence,
    ServerFrame, SignIn, VoicemailKind, What,
};

#[test]
fn a_presence_from_the_future_reads_as_unknown() {
    let person: Presence = serde_json::from_str(r#""on_the_moon""#).unwrap();
    assert_eq!(person, Presence::Unknown);
}

#[test]
fn the_seven_presences_are_written_as_the_table_says() {
    for presence in Presence::SETTABLE {
        assert_eq!(serde_json::to_value(presence).unwrap(), presence.as_str());
        let read: Presence = serde_json::from_value(presence.as_str().into()).unwrap();
        assert_eq!(read, presence, "features 0.1");
    }
}

#[test]
fn unknown_states_kinds_and_folders_do_not_break_a_list() {
    assert_eq!(serde_json::from_str::<ConferenceState>(r#""paused""#).unwrap(), ConferenceState::Unknown);
    assert_eq!(serde_json::from_str::<ConferenceKind>(r#""webinar""#).unwrap(), ConferenceKind::Unknown);
    assert_eq!(serde_json::from_str::<VoicemailKind>(r#""fax""#).unwrap(), VoicemailKind::Unknown);
    assert_eq!(serde_json::from_str::<Folder>(r#""archive""#).unwrap(), Folder::Unknown);
}

#[test]
fn an_event_of_an_unknown_type_still_moves_the_cursor() {
    let event = r#"{"seq":9,"audience":"site","id":"evt_9","type":"device.wipe_requested",
        "time":"2026-11-21T09:00:00Z","user":null,"cursor":"e_9","data":{"device_id":"dev_1","why":["lost"]}}"#;
    let event: Event = serde_json::from_str(event).unwrap();
    assert_eq!((event.what, event.cursor.as_str()), (What::Unknown, "e_9"));
}

#[test]
fn an_unknown_frame_is_read_as_such() {
    let frame: ServerFrame = serde_json::from_str(r#"{"op":"weather","data":{"sun":true}}"#).unwrap();
    assert_eq!(frame, ServerFrame::Unknown);
}

#[test]
fn an_unknown_frame_around_an_unknown_event_is_skipped_not_refused() {
    let frame = r#"{"op":"event","seq":9,"audience":"site","id":"evt_9","type":"a.b","time":"2026-11-21T09:00:00Z",
        "user":null,"cursor":"e_9","data":[1,2],"extra":1}"#;
    let frame: ServerFrame = serde_json::from_str(frame).unwrap();
    assert!(matches!(frame, ServerFrame::Event(Event { what: What::Unknown, .. })));
}

#[test]
fn fields_that_are_new_are_ignored() {
    let page: Page<PersonRef> = serde_json::from_str(
        r#"{"items":[{"id":"1","name":"A","extension":"1","shoe_size":44}],"next_cursor":null,"total":1}"#,
    )
    .unwrap();
    assert_eq!(page.items.len(), 1);
}

#[test]
fn secrets_are_not_printed() {
    let sign_in = SignIn {
        username: "mary".into(),
        password: "hunter2".into(),
        device: Device { name: "x".into(), platform: "y".into() },
    };
    let frame = ClientFrame::Authenticate { access_token: "hunter2".into() };
    assert!(!format!("{sign_in:?} {frame:?}").contains("hunter2"));
}

#[test]
fn a_known_type_with_broken_data_is_an_error_and_not_unknown() {
    let event = r#"{"seq":9,"audience":"site","id":"evt_9","type":"logo.updated",
        "time":"2026-11-21T09:00:00Z","user":null,"cursor":"e_9","data":{}}"#;
    assert!(serde_json::from_str::<Event>(event).is_err());
}
