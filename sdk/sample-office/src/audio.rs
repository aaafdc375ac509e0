//! The files of `audio/`, compiled in. A new recording gets a line here; a test compares the list with the folder.

macro_rules! audio {
    ($($name:literal),+ $(,)?) => {
        /// The bytes of `audio/NAME.wav`.
        pub(crate) fn wav(name: &str) -> Option<&'static [u8]> {
            match name {
                $($name => Some(include_bytes!(concat!("../audio/", $name, ".wav"))),)+
                _ => None,
            }
        }
    };
}

audio! {
    "berth-plan",
    "car-warranty",
    "company-logo",
    "dinner-on-sunday",
    "harbour-pilots-introduction",
    "harbour-pilots",
    "how-to-forward",
    "how-to-listen",
    "how-to-mark",
    "how-to-send",
    "how-to-set-presence",
    "how-to-undo",
    "how-to-use-the-loudspeaker",
    "mooring",
    "print-shop-introduction",
    "print-shop",
    "rotterdam",
    "show-it-to-a-friend",
    "through-customs",
    "two-days-late",
    "welcome",
    "what-the-lamps-mean",
    "who-can-be-answered",
    "your-charts",
    "your-conferences",
}
