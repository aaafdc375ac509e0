package org.mobilelink.app

/** Every screen there is; the same on both platforms. */
sealed interface Screen {
    data object SignIn : Screen
    data object Home : Screen
    data object Presence : Screen
    data object People : Screen
    data object Inbound : Screen
    data class Player(val id: String) : Screen
    data object Outbound : Screen
    data object Draft : Screen
    data object Conferences : Screen
    data class ConferenceDetails(val id: String) : Screen
    data object Status : Screen
    data object Settings : Screen
}
