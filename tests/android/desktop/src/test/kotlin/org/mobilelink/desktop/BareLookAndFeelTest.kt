package org.mobilelink.desktop

import javax.swing.JButton
import javax.swing.JComponent
import javax.swing.JLabel
import javax.swing.JPanel
import javax.swing.JPopupMenu
import javax.swing.JRootPane
import javax.swing.JScrollPane
import javax.swing.UIManager
import javax.swing.plaf.PanelUI
import org.junit.After
import org.junit.Assert.assertNotNull
import org.junit.Before
import org.junit.Test

class BareLookAndFeelTest {
    private val before = UIManager.getLookAndFeel()

    @Before
    fun choose() = UIManager.setLookAndFeel(BareLookAndFeel())

    @After
    fun restore() = UIManager.setLookAndFeel(before)

    @Test
    fun `every part of a window can be made with it`() {
        val parts: List<() -> JComponent> =
            listOf(::JRootPane, ::JPanel, ::JScrollPane, ::JLabel, ::JButton, ::JPopupMenu)
        for (part in parts) assertNotNull(part().let { UIManager.getUI(it) })
        assertNotNull(JPanel().ui as? PanelUI)
    }
}
