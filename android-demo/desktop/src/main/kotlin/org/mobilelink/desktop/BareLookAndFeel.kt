package org.mobilelink.desktop

import javax.swing.LookAndFeel
import javax.swing.UIDefaults

/**
 * What Swing needs to hold the window that Compose draws in.
 *
 * The one that Java begins with prepares every component there is, which takes a tenth of the app's start.
 */
class BareLookAndFeel : LookAndFeel() {
    override fun getName(): String = "Bare"

    override fun getID(): String = "Bare"

    override fun getDescription(): String = "The parts of a window, and nothing in them"

    override fun isNativeLookAndFeel(): Boolean = false

    override fun isSupportedLookAndFeel(): Boolean = true

    override fun getDefaults(): UIDefaults = UIDefaults().apply {
        for (part in PARTS) put("${part}UI", "javax.swing.plaf.basic.Basic${part}UI")
    }

    companion object {
        private val PARTS = listOf("RootPane", "Panel", "Viewport", "ScrollPane", "ScrollBar", "Label", "Button", "PopupMenu")

        /** Has Swing begin with it; too late once there is a component. */
        fun chooseAtStart() {
            System.setProperty("swing.defaultlaf", BareLookAndFeel::class.java.name)
            // Compose would take the system's own in its place.
            System.setProperty("skiko.rendering.laf.global", "false")
        }
    }
}
