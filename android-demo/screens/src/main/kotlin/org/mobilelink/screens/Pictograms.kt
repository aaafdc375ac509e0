package org.mobilelink.screens

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.unit.dp
import org.mobilelink.wire.Presence
import kotlin.LazyThreadSafetyMode.PUBLICATION

/**
 * Every icon of the app, drawn for it: 24 × 24, round lines of 1.8, filled only where something plays.
 *
 * Each is made when it is first shown: the first screen needs a few of fifty.
 */
internal object Pictograms {
    val Back by lines("M20 12 H4.5 M11 5.5 L4.5 12 L11 18.5", mirrored = true)
    val Chevron by lines("M9.5 6 L15.5 12 L9.5 18", mirrored = true)
    val Down by lines("M6 9.5 L12 15.5 L18 9.5")
    val Up by lines("M6 14.5 L12 8.5 L18 14.5")
    val Close by lines("M6.5 6.5 L17.5 17.5 M17.5 6.5 L6.5 17.5")
    val Check by lines("M5 12.5 L10 17.5 L19.5 7")
    val Search by lines("${circle(10.5, 10.5, 6.0)} M15 15 L20 20")
    val Settings by lines(
        "M3.5 7.5 H12 M18 7.5 H20.5 M3.5 16.5 H6 M12 16.5 H20.5 ${circle(15.0, 7.5, 3.0)} " +
            "${circle(9.0, 16.5, 3.0)}",
    )
    val Plus by lines("M12 5 V19 M5 12 H19")
    val Info by lines("${circle(12.0, 12.0, 8.5)} M12 11.2 V16.4 M12 7.7 V7.8")

    val Connected by lines("${circle(12.0, 12.0, 8.5)} M8.2 12.4 L11 15.2 L16 9.4")
    val Syncing by lines(
        "M4.5 11.5 A7.6 7.6 0 0 1 18.3 7.8 M18.6 3.8 V8 H14.4 M19.5 12.5 A7.6 7.6 0 0 1 5.7 16.2 " +
            "M5.4 20.2 V16 H9.6",
    )
    val Evaluation by lines(
        "M6.5 3.5 H17.5 M6.5 20.5 H17.5 M8 3.5 V7 C8 10 12 10.4 12 12 C12 13.6 8 14 8 17 V20.5 " +
            "M16 3.5 V7 C16 10 12 10.4 12 12 C12 13.6 16 14 16 17 V20.5",
    )
    val Disconnected by lines(
        "M9.2 6.2 A6 6 0 0 1 18 10.3 A4 4 0 0 1 20 16.6 M16.6 18.5 H7.2 A4 4 0 0 1 6.1 10.6 M4 4 L20 20",
    )
    val Failed by lines("${circle(12.0, 12.0, 8.5)} M12 7.4 V12.8 M12 16.2 V16.3")
    val Off by lines(circle(12.0, 12.0, 8.5))
    val Trying by lines("${circle(12.0, 12.0, 8.5)} M8.3 12 V12.1 M12 12 V12.1 M15.7 12 V12.1")

    val Voicemail by lines("${circle(6.8, 12.0, 3.6)} ${circle(17.2, 12.0, 3.6)} M6.8 15.6 H17.2")
    val Sent by lines("M20.5 3.8 L3.5 10.6 L10.2 13.8 L13.4 20.5 Z M20.5 3.8 L10.2 13.8", mirrored = true)
    val Conference by lines(
        "${circle(12.0, 12.4, 3.4)} ${circle(12.0, 4.6, 1.6)} ${circle(5.0, 17.2, 1.6)} " +
            "${circle(19.0, 17.2, 1.6)}",
    )
    val People by lines(
        "${circle(9.0, 8.0, 3.3)} M3 19 C3 15.2 5.6 13.6 9 13.6 C12.4 13.6 15 15.2 15 19 " +
            "M15.4 4.9 A3.3 3.3 0 0 1 15.4 11.1 M17.4 13.9 C19.7 14.5 21 16.3 21 19",
    )
    val Person by lines("${circle(12.0, 8.0, 3.8)} M4.5 20 C4.5 15.6 8 14.2 12 14.2 C16 14.2 19.5 15.6 19.5 20")
    val Phone by lines(
        "M6.4 4 H8.8 L10.4 8.4 L8.4 10 C9.4 12.5 11.5 14.6 14 15.6 L15.6 13.6 L20 15.2 V17.6 A2.4 2.4 0 " +
            "0 1 17.6 20 C10.5 19.5 4.5 13.5 4 6.4 A2.4 2.4 0 0 1 6.4 4 Z",
    )
    val Office by lines(
        "M5 20.5 V5 A1 1 0 0 1 6 4 H13.5 A1 1 0 0 1 14.5 5 V20.5 M14.5 10 H18 A1 1 0 0 1 19 11 V20.5 " +
            "M3 20.5 H21 M8.3 8 H11.2 M8.3 12 H11.2 M8.3 16 H11.2",
    )
    val Sun by lines(
        "${circle(12.0, 12.0, 3.9)} M12 2.8 V4.8 M12 19.2 V21.2 M2.8 12 H4.8 M19.2 12 H21.2 " +
            "M5.5 5.5 L6.9 6.9 M17.1 17.1 L18.5 18.5 M5.5 18.5 L6.9 17.1 M17.1 6.9 L18.5 5.5",
    )
    val Suitcase by lines(
        "M5.5 8 H18.5 A1.5 1.5 0 0 1 20 9.5 V17.5 A1.5 1.5 0 0 1 18.5 19 H5.5 A1.5 1.5 0 0 1 4 17.5 " +
            "V9.5 A1.5 1.5 0 0 1 5.5 8 Z M9 8 V6 A1.5 1.5 0 0 1 10.5 4.5 H13.5 A1.5 1.5 0 0 1 15 6 V8 M4 13 H20",
    )
    val House by lines("M3.5 11.2 L12 4.3 L20.5 11.2 M6 9.5 V19.7 H18 V9.5 M10 19.7 V14 H14 V19.7")
    val Clock by lines("${circle(12.0, 12.0, 8.5)} M12 7.2 V12 L15.2 14.2")
    val Busy by lines("${circle(12.0, 12.0, 8.5)} M8.2 12 H15.8")
    val Question by lines("${circle(12.0, 12.0, 8.5)} M9.6 9.7 A2.45 2.45 0 1 1 12 12.4 V13.4 M12 16.3 V16.4")

    val Play by filled(
        "M8.2 5.2 C8.2 4.4 9 4 9.7 4.4 L19.4 11.1 C20 11.5 20 12.5 19.4 12.9 L9.7 19.6 C9 20 8.2 19.6 " +
            "8.2 18.8 Z",
    )
    val Pause by filled(
        "M7.2 5 H9.4 A0.9 0.9 0 0 1 10.3 5.9 V18.1 A0.9 0.9 0 0 1 9.4 19 H7.2 A0.9 0.9 0 0 1 6.3 18.1 " +
            "V5.9 A0.9 0.9 0 0 1 7.2 5 Z " +
            "M14.6 5 H16.8 A0.9 0.9 0 0 1 17.7 5.9 V18.1 A0.9 0.9 0 0 1 16.8 19 H14.6 A0.9 0.9 0 0 1 13.7 " +
            "18.1 V5.9 A0.9 0.9 0 0 1 14.6 5 Z",
    )
    val Back10 by lines("M12 5 A8 8 0 1 1 4 13 M15 2 L12 5 L15 8 $TEN", width = 1.6f)
    val Forward10 by lines("M12 5 A8 8 0 1 0 20 13 M9 2 L12 5 L9 8 $TEN", width = 1.6f)
    val Speaker by lines(
        "M4 9.5 V14.5 H7.5 L12 18.5 V5.5 L7.5 9.5 Z M15.4 9 A4.2 4.2 0 0 1 15.4 15 " +
            "M17.8 6.4 A8 8 0 0 1 17.8 17.6",
    )
    val Delete by lines("M4.5 7 H19.5 M9.3 7 V4.6 H14.7 V7 M6.4 7 L7.3 19.6 H16.7 L17.6 7 M10.3 10.8 V16 M13.7 10.8 V16")
    val Reply by lines("M9 5.8 L4 10.8 L9 15.8 M4 10.8 H13 C17.5 10.8 20 13.5 20 18", mirrored = true)
    val Forward by lines("M15 5.8 L20 10.8 L15 15.8 M20 10.8 H11 C6.5 10.8 4 13.5 4 18", mirrored = true)
    val Envelope by lines(
        "M5 5.5 H19 A1.5 1.5 0 0 1 20.5 7 V17 A1.5 1.5 0 0 1 19 18.5 H5 A1.5 1.5 0 0 1 3.5 17 V7 A1.5 " +
            "1.5 0 0 1 5 5.5 Z M4 7 L12 12.8 L20 7",
    )
    val Pen by lines("M4.5 19.5 L5.4 15.2 L15.8 4.8 L19.2 8.2 L8.8 18.6 Z M13.4 7.2 L16.8 10.6")

    val Eye by lines(
        "M2.8 12 C5 8 8.2 6 12 6 C15.8 6 19 8 21.2 12 C19 16 15.8 18 12 18 C8.2 18 5 16 2.8 12 Z " +
            "${circle(12.0, 12.0, 2.8)}",
    )
    val EyeOff by lines(
        "M9.6 6.3 A9 9 0 0 1 12 6 C15.8 6 19 8 21.2 12 A14 14 0 0 1 18.6 15.2 " +
            "M15 17.5 A9 9 0 0 1 12 18 C8.2 18 5 16 2.8 12 A14 14 0 0 1 6.3 8.1 M4 4 L20 20",
    )
    val Shield by lines("M12 3.4 L19 6 V11.5 C19 16 16 19.1 12 20.6 C8 19.1 5 16 5 11.5 V6 Z M9 11.8 L11.2 14 L15.2 9.6")
    val Pulse by lines("M2.8 12 H7 L10 5 L14 19 L17 12 H21.2")
    val SignOut by lines(
        "M13.5 4.5 H6.5 A1 1 0 0 0 5.5 5.5 V18.5 A1 1 0 0 0 6.5 19.5 H13.5 M10.5 12 H20 " +
            "M16.4 8.4 L20 12 L16.4 15.6",
        mirrored = true,
    )
    val Server by lines(
        "M5 4.5 H19 A1 1 0 0 1 20 5.5 V10 A1 1 0 0 1 19 11 H5 A1 1 0 0 1 4 10 V5.5 A1 1 0 0 1 5 4.5 Z " +
            "M5 13 H19 A1 1 0 0 1 20 14 V18.5 A1 1 0 0 1 19 19.5 H5 A1 1 0 0 1 4 18.5 V14 A1 1 0 0 1 5 13 Z " +
            "M7.6 7.7 V7.8 M7.6 16.2 V16.3",
    )
    val Flask by lines(
        "M9 3.5 H15 M10 3.5 V9 L4.9 17.6 A2 2 0 0 0 6.6 20.5 H17.4 A2 2 0 0 0 19.1 17.6 L14 9 V3.5 " +
            "M7.3 15 H16.7",
    )
}

/** The digits of the two buttons that jump ten seconds. */
private const val TEN =
    "M8.9 11.3 L10.2 10.4 V15.9 " +
        "M14.2 10.4 A1.5 1.5 0 0 1 15.7 11.9 V14.4 A1.5 1.5 0 0 1 12.7 14.4 V11.9 A1.5 1.5 0 0 1 14.2 10.4"

internal val Presence.pictogram: ImageVector
    get() = when (this) {
        Presence.IN_OFFICE -> Pictograms.Office
        Presence.AT_A_MEETING -> Pictograms.People
        Presence.ON_VACATION -> Pictograms.Sun
        Presence.ON_BUSINESS_TRIP -> Pictograms.Suitcase
        Presence.AT_HOME -> Pictograms.House
        Presence.AWAY -> Pictograms.Clock
        Presence.BUSY -> Pictograms.Busy
        Presence.UNKNOWN -> Pictograms.Question
    }

private fun circle(x: Double, y: Double, r: Double): String =
    "M${x - r} $y A$r $r 0 1 1 ${x + r} $y A$r $r 0 1 1 ${x - r} $y"

private fun lines(path: String, mirrored: Boolean = false, width: Float = 1.8f): Lazy<ImageVector> = lazy(PUBLICATION) {
    ImageVector.Builder("", 24.dp, 24.dp, 24f, 24f, autoMirror = mirrored)
        .addPath(
            addPathNodes(path),
            stroke = SolidColor(Color.Black),
            strokeLineWidth = width,
            strokeLineCap = StrokeCap.Round,
            strokeLineJoin = StrokeJoin.Round,
        ).build()
}

private fun filled(path: String): Lazy<ImageVector> = lazy(PUBLICATION) {
    ImageVector.Builder("", 24.dp, 24.dp, 24f, 24f)
        .addPath(addPathNodes(path), fill = SolidColor(Color.Black)).build()
}
