//! The two apps side by side.

use architecture::rules::twins::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

const STATE_KT: &str = "android-demo/link/src/main/kotlin/org/mobilelink/app/HomeState.kt";
const STATE_SWIFT: &str = "ios-demo/LinkCore/Sources/LinkCore/HomeState.swift";
const KOTLIN: &str = "data class HomeState(\n    /** Who. */\n    val name: String,\n    val new: Int?,\n)\n\n\
     sealed interface HomeEvent {\n    data object OpenInbound : HomeEvent\n    data class Say(val a: Int) : HomeEvent\n}\n";
const SWIFT: &str = "public struct HomeState: Equatable {\n    public var name: String\n    public var new: Int?\n    \
     public var isNew: Bool {\n        true\n    }\n}\n\npublic enum HomeEvent {\n    case openInbound\n    case say(a: Int)\n}\n";

#[test]
fn the_two_apps_show_the_same() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn twins_are_left_alone_and_a_field_or_an_event_of_one_side_only_is_found() {
    assert_kept(&check(&Tree::of(&[(STATE_KT, KOTLIN), (STATE_SWIFT, SWIFT)])));
    let poorer = KOTLIN.replace("    val new: Int?,\n", "");
    assert_found(&check(&Tree::of(&[(STATE_KT, &poorer), (STATE_SWIFT, SWIFT)])), &[STATE_KT]);
    let quieter = SWIFT.replace("    case openInbound\n", "");
    assert_found(&check(&Tree::of(&[(STATE_KT, KOTLIN), (STATE_SWIFT, &quieter)])), &[STATE_KT]);
    assert_found(&check(&Tree::of(&[(STATE_SWIFT, SWIFT)])), &[STATE_SWIFT, STATE_SWIFT]);
}

#[test]
fn a_text_that_lacks_or_differs_is_found() {
    let android = "android-demo/screens/src/main/res/values/strings.xml";
    let ios = "ios-demo/App/Resources/en.lproj/Localizable.strings";
    let xml = "<string name=\"new\">%1$d new, it\\'s \\\"%2$s\\\" &amp; more</string>\n<string name=\"a\">A</string>";
    let strings = "\"new\" = \"%1$lld new, it's \\\"%2$@\\\" & more\";\n\"a\" = \"A\";\n";
    assert_kept(&check(&Tree::of(&[(android, xml), (ios, strings)])));
    let otherwise = strings.replace("\"A\"", "\"B\"");
    assert_found(&check(&Tree::of(&[(android, xml), (ios, &otherwise)])), &[ios]);
    let more = format!("{strings}\"b\" = \"B\";\n");
    assert_found(&check(&Tree::of(&[(android, xml), (ios, &more)])), &[android]);
    assert_found(&check(&Tree::of(&[(android, xml)])), &[android]);
}

#[test]
fn sample_data_that_differs_is_found() {
    let (kotlin, swift) =
        ("android-demo/link/src/testFixtures/Samples.kt", "ios-demo/LinkCore/Tests/Samples.swift");
    let (a, b) = ("val who = \"Bob\"\nval a = \"1\"\n", "let who = \"Bob\"\nlet a = \"1\"\n");
    assert_kept(&check(&Tree::of(&[(kotlin, a), (swift, b)])));
    let other = b.replace("Bob", "Rob");
    assert_found(&check(&Tree::of(&[(kotlin, a), (swift, &other)])), &[kotlin]);
    let longer = format!("{b}let c = \"2\"\n");
    assert_found(&check(&Tree::of(&[(kotlin, a), (swift, &longer)])), &[kotlin]);
    assert_found(&check(&Tree::of(&[(kotlin, a)])), &[kotlin]);
    assert_found(&check(&Tree::of(&[(swift, b)])), &[swift]);
}
