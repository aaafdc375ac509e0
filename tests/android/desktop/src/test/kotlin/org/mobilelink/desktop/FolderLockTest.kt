package org.mobilelink.desktop

import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.util.concurrent.TimeUnit

class FolderLockTest {
    @get:Rule val folder = TemporaryFolder()

    @Test
    fun `a folder is one app's until that lets go of it`() {
        val data = folder.root.resolve("not there yet")
        val first = FolderLock.of(data)
        assertNotNull(first)
        assertNull(FolderLock.of(data))
        first?.close()
        FolderLock.of(data).use { assertNotNull(it) }
    }

    @Test
    fun `what cannot be locked keeps nobody out`() {
        FolderLock.of(folder.newFile("no folder")).use { assertNotNull(it) }
    }

    @Test
    fun `a second start on one folder says so, and which way there is, and ends`() {
        FolderLock.of(folder.root).use {
            val said = folder.newFile("said")
            val second = ProcessBuilder(
                File(System.getProperty("java.home"), "bin/java").path,
                "-cp", System.getProperty("java.class.path"),
                "-Djava.awt.headless=true",
                "org.mobilelink.desktop.MainKt", "--data", folder.root.path,
            ).redirectErrorStream(true).redirectOutput(said).start()
            val ended = second.waitFor(60, TimeUnit.SECONDS)
            if (!ended) second.destroyForcibly()
            assertTrue(said.readText(), ended)
            assertEquals("mobile-link: ${FolderInUse(folder.root).text}\n", said.readText())
            assertEquals(1, second.exitValue())
        }
    }
}
