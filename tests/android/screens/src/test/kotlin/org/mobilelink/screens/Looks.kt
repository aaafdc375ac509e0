package org.mobilelink.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.unit.LayoutDirection
import java.time.ZoneOffset
import java.util.Locale
import org.mobilelink.app.Appearance
import org.mobilelink.app.SettingsState
import org.mobilelink.app.Screen
import org.mobilelink.app.fixtures.Samples

/** How a picture is taken. */
enum class Style(
    val dark: Boolean = false,
    val fontScale: Float = 1f,
    val locale: Locale = Locale.US,
    val width: Int = 360,
    val height: Int = 740,
    val direction: LayoutDirection = LayoutDirection.Ltr,
) {
    Light,
    Dark(dark = true),
    Large(fontScale = 2f, height = 1100),
    German(locale = Locale.GERMANY),
    Tablet(width = 1280, height = 800),
    RightToLeft(direction = LayoutDirection.Rtl),
    ;

    val settings: SettingsState =
        Samples.settingsFirst.copy(appearance = if (dark) Appearance.Dark else Appearance.Light, calmMotion = true)
}

/** A screen with something on it; [app] makes it with the settings of a style. */
class Look(val name: String, val app: (SettingsState) -> FixedApp)

private val message = Screen.Player("1017")
private val planning = Screen.ConferenceDetails("50001")

/** Each of the twelve screens as one meets it most. */
val everyScreen: List<Look> = listOf(
    Look("sign-in") { FixedApp(Screen.SignIn, settings = it, frame = Samples.frameSignedOut) },
    Look("home") { FixedApp(Screen.Home, settings = it, frame = Samples.frameDemo) },
    Look("presence") { FixedApp(Screen.Home, Screen.Presence, settings = it) },
    Look("people") { FixedApp(Screen.Home, Screen.People, settings = it) },
    Look("inbound") { FixedApp(Screen.Home, Screen.Inbound, settings = it) },
    Look("player") { FixedApp(Screen.Home, Screen.Inbound, message, settings = it, inbound = Samples.inboundOpened) },
    Look("outbound") { FixedApp(Screen.Home, Screen.Outbound, settings = it) },
    Look("draft") { FixedApp(Screen.Home, Screen.Outbound, Screen.Draft, settings = it) },
    Look("conferences") { FixedApp(Screen.Home, Screen.Conferences, settings = it) },
    Look("conference-details") { FixedApp(Screen.Home, Screen.Conferences, planning, settings = it) },
    Look("status") { FixedApp(Screen.Home, Screen.Status, settings = it) },
    Look("settings") { FixedApp(Screen.Home, Screen.Settings, settings = it) },
)

/** The looks that one meets less: nothing yet, nothing there, no link, no key. */
val everyOther: List<Look> = listOf(
    Look("sign-in-demo") {
        FixedApp(
            Screen.SignIn,
            settings = it, signIn = Samples.signInDemo, frame = Samples.frameSignedOut,
        )
    },
    Look("sign-in-certificate") {
        FixedApp(
            Screen.SignIn,
            settings = it, signIn = Samples.signInCertificate, frame = Samples.frameSignedOut,
        )
    },
    Look("sign-in-refused") {
        FixedApp(
            Screen.SignIn,
            settings = it, signIn = Samples.signInRefused, frame = Samples.frameSignedOut,
        )
    },
    Look("home-evaluation") {
        FixedApp(Screen.Home, settings = it, home = Samples.homeEvaluation, frame = Samples.frameEvaluation)
    },
    Look("home-offline") { FixedApp(Screen.Home, settings = it, frame = Samples.frameOffline) },
    Look("home-loading") {
        FixedApp(Screen.Home, settings = it, home = Samples.homeLoading, frame = Samples.frameSyncing)
    },
    Look("presence-loading") {
        FixedApp(
            Screen.Home, Screen.Presence,
            settings = it, presence = Samples.presenceLoading, frame = Samples.frameSyncing,
        )
    },
    Look("people-loading") {
        FixedApp(
            Screen.Home, Screen.People,
            settings = it, people = Samples.peopleLoading, frame = Samples.frameSyncing,
        )
    },
    Look("people-failed") {
        FixedApp(
            Screen.Home, Screen.People,
            settings = it, people = Samples.peopleFailed, frame = Samples.frameOffline,
        )
    },
    Look("people-empty") { FixedApp(Screen.Home, Screen.People, settings = it, people = Samples.peopleEmpty) },
    Look("inbound-undo") { FixedApp(Screen.Home, Screen.Inbound, settings = it, inbound = Samples.inboundUndo) },
    Look("inbound-empty") { FixedApp(Screen.Home, Screen.Inbound, settings = it, inbound = Samples.inboundEmpty) },
    Look("inbound-loading") {
        FixedApp(
            Screen.Home, Screen.Inbound,
            settings = it, inbound = Samples.inboundLoading, frame = Samples.frameSyncing,
        )
    },
    Look("inbound-failed") {
        FixedApp(
            Screen.Home, Screen.Inbound,
            settings = it, inbound = Samples.inboundFailed, frame = Samples.frameOffline,
        )
    },
    Look("player-forward") {
        FixedApp(
            Screen.Home, Screen.Inbound, message,
            settings = it, player = Samples.playerForward,
        )
    },
    Look("player-loading") {
        FixedApp(Screen.Home, Screen.Inbound, message, settings = it, player = Samples.playerLoading)
    },
    Look("player-paused") {
        FixedApp(Screen.Home, Screen.Inbound, message, settings = it, player = Samples.playerPaused)
    },
    Look("player-offline") {
        FixedApp(
            Screen.Home, Screen.Inbound, message,
            settings = it, player = Samples.playerOffline, frame = Samples.frameOffline,
        )
    },
    Look("outbound-empty") { FixedApp(Screen.Home, Screen.Outbound, settings = it, outbound = Samples.outboundEmpty) },
    Look("outbound-loading") {
        FixedApp(
            Screen.Home, Screen.Outbound,
            settings = it, outbound = Samples.outboundLoading, frame = Samples.frameSyncing,
        )
    },
    Look("outbound-failed") {
        FixedApp(
            Screen.Home, Screen.Outbound,
            settings = it, outbound = Samples.outboundFailed, frame = Samples.frameOffline,
        )
    },
    Look("draft-loading") {
        FixedApp(
            Screen.Home, Screen.Outbound, Screen.Draft,
            settings = it, draft = Samples.draftLoading, frame = Samples.frameSyncing,
        )
    },
    Look("draft-forward") {
        FixedApp(Screen.Home, Screen.Outbound, Screen.Draft, settings = it, draft = Samples.draftForward)
    },
    Look("conferences-empty") {
        FixedApp(Screen.Home, Screen.Conferences, settings = it, conferences = Samples.conferencesEmpty)
    },
    Look("conferences-loading") {
        FixedApp(
            Screen.Home, Screen.Conferences,
            settings = it, conferences = Samples.conferencesLoading, frame = Samples.frameSyncing,
        )
    },
    Look("conferences-failed") {
        FixedApp(
            Screen.Home, Screen.Conferences,
            settings = it, conferences = Samples.conferencesFailed, frame = Samples.frameOffline,
        )
    },
    Look("conference-gone") {
        FixedApp(Screen.Home, Screen.Conferences, planning, settings = it, conference = Samples.conferenceGone)
    },
    Look("conference-overtime") {
        FixedApp(Screen.Home, Screen.Conferences, planning, settings = it, conference = Samples.conferenceOvertime)
    },
    Look("status-examining") {
        FixedApp(
            Screen.Home, Screen.Status,
            settings = it, status = Samples.statusExamining, frame = Samples.frameOffline,
        )
    },
    Look("status-failed") {
        FixedApp(Screen.Home, Screen.Status, settings = it, status = Samples.statusFailed, frame = Samples.frameOffline)
    },
    Look("problem") { FixedApp(Screen.Home, settings = it, frame = Samples.frameProblem) },
)

/** Right to left needs few: the ones with sides. */
val everySided: List<Look> = everyScreen.filter { it.name in setOf("home", "inbound", "player", "people", "status") }

@Composable
fun Show(app: FixedApp, style: Style) {
    CompositionLocalProvider(LocalLayoutDirection provides style.direction) {
        MobileLinkScreens(app, ResourceWords(style.locale, ZoneOffset.UTC) { Samples.now })
    }
}

@Composable
fun ShowGerman(app: FixedApp) = MobileLinkScreens(app, ResourceWords(Locale.GERMANY, ZoneOffset.UTC) { Samples.now })
