package org.mobilelink.app

import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.mobilelink.client.ServerSettings
import org.mobilelink.client.Tls

class FileSettingsStoreTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val file by lazy { File(folder.root, "data/settings.properties") }
    private val store by lazy { FileSettingsStore(file) }

    @Test
    fun `what is read is what was saved, whatever the protection (ML-18)`() {
        val settings =
            SettingsState(VoicemailOrder.Caller, PeopleOrder.Extension, true, true, Appearance.Dark, calmMotion = true)
        val protections =
            listOf(Tls.Plaintext(false), Tls.Plaintext(true), Tls.WebPki, Tls.Pinned("AB:CD"))
        for (tls in protections) {
            val server = ServerSettings("phöne = #1", 8443u, tls, 1143u, null)
            val saved = Saved(settings, demo = true, server, username = "mateo núñez", signedIn = true)
            store.save(saved)
            assertEquals(saved, FileSettingsStore(file).load())
        }
    }

    @Test
    fun `at the first start there is nothing`() {
        assertNull(store.load())
        store.save(FirstStart.saved)
        assertEquals(FirstStart.saved, store.load())
    }

    @Test
    fun `a file that cannot be read counts as none`() {
        file.parentFile.mkdirs()
        file.writeText("username=\\uXYZ")
        assertNull(store.load())
        file.delete()
        file.mkdirs()
        assertNull(store.load())
    }

    @Test
    fun `what a later version added is as at first`() {
        store.save(Office.signedIn)
        file.appendText("order=ByWeight\nappearance=Sepia\nshoe_size=44\n")
        assertEquals(Office.signedIn, store.load())
    }

    @Test
    fun `a crash while writing leaves what was there`() {
        store.save(Office.signedIn)
        File(file.path + ".new").writeText("half a l")
        assertEquals(Office.signedIn, store.load())
        store.save(FirstStart.saved)
        assertEquals(FirstStart.saved, store.load())
    }

    @Test
    fun `no secret is kept`() {
        store.save(Office.signedIn)
        assertFalse(file.readText().contains("password"))
    }
}
