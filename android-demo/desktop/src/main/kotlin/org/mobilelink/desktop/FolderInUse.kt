package org.mobilelink.desktop

import java.awt.GraphicsEnvironment
import java.io.File
import javax.swing.JOptionPane

/** Said by the second start on one data folder, where a person looks who started it from a menu, too. */
internal class FolderInUse(folder: File) {
    private val sentences =
        listOf("Mobile Link runs already with $folder.", "Another one beside it needs a folder of its own: --data DIR.")
    val text = sentences.joinToString(" ")

    fun tell() {
        System.err.println("mobile-link: $text")
        if (GraphicsEnvironment.isHeadless()) return
        JOptionPane.showMessageDialog(null, sentences.joinToString("\n"), "Mobile Link", JOptionPane.INFORMATION_MESSAGE)
    }
}
