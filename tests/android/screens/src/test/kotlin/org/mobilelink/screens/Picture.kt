package org.mobilelink.screens

import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import androidx.compose.ui.use
import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.ByteArrayInputStream
import java.io.File
import javax.imageio.IIOImage
import javax.imageio.ImageIO
import javax.imageio.ImageWriteParam
import kotlin.math.abs
import org.jetbrains.skia.EncodedImageFormat

/** Draws a look offscreen with software Skia: no display, no window, no movement. */
fun pictureOf(look: Look, style: Style, density: Float = 1f): BufferedImage {
    val app = look.app(style.settings)
    val width = (style.width * density).toInt()
    val height = (style.height * density).toInt()
    val bytes = ImageComposeScene(width, height, Density(density, style.fontScale)) { Show(app, style) }.use { scene ->
        scene.render(0)
        // Half a second later everything has arrived.
        scene.render(500_000_000).encodeToData(EncodedImageFormat.PNG)!!.bytes
    }
    val drawn = ImageIO.read(ByteArrayInputStream(bytes))
    return inFewColours(drawn)
}

/** The 256 colours that are met most, exactly; edges of letters as the nearest of them: a third of the bytes. */
private fun inFewColours(drawn: BufferedImage): BufferedImage {
    val pixels = drawn.getRGB(0, 0, drawn.width, drawn.height, null, 0, drawn.width)
    val often = pixels.asList().groupingBy { it }.eachCount().entries.sortedWith(compareBy({ -it.value }, { it.key }))
    val palette = often.take(256).map { it.key }.toIntArray()
    val places = HashMap<Int, Int>()
    palette.forEachIndexed { place, colour -> places[colour] = place }
    val model = IndexColorModel(8, palette.size, palette, 0, false, -1, DataBuffer.TYPE_BYTE)
    val few = BufferedImage(drawn.width, drawn.height, BufferedImage.TYPE_BYTE_INDEXED, model)
    pixels.forEachIndexed { at, colour ->
        val place = places.getOrPut(colour) { palette.indices.minBy { apart(palette[it], colour) } }
        few.raster.setSample(at % drawn.width, at / drawn.width, 0, place)
    }
    return few
}

private fun apart(one: Int, other: Int): Int =
    listOf(0, 8, 16).sumOf { abs((one shr it and 0xFF) - (other shr it and 0xFF)) }

fun BufferedImage.save(file: File) {
    file.parentFile.mkdirs()
    file.delete()
    val writer = ImageIO.getImageWritersByFormatName("png").next()
    val settings = writer.defaultWriteParam.apply {
        compressionMode = ImageWriteParam.MODE_EXPLICIT
        compressionQuality = 0f
    }
    ImageIO.createImageOutputStream(file).use {
        writer.output = it
        writer.write(null, IIOImage(this, null, null), settings)
    }
    writer.dispose()
}

/** Where two pictures differ by more than a shade, in red on grey; none when they agree. */
fun difference(expected: BufferedImage, actual: BufferedImage): BufferedImage? {
    if (expected.width != actual.width || expected.height != actual.height) return actual
    val shown = BufferedImage(actual.width, actual.height, BufferedImage.TYPE_INT_RGB)
    var differing = 0
    for (y in 0 until actual.height) {
        for (x in 0 until actual.width) {
            val (one, other) = expected.getRGB(x, y) to actual.getRGB(x, y)
            val far = listOf(0, 8, 16).any { abs((one shr it and 0xFF) - (other shr it and 0xFF)) > SHADE }
            if (far) differing++
            val grey = (one shr 8 and 0xFF) / 2 + 100
            shown.setRGB(x, y, if (far) 0xE0_20_20 else grey shl 16 or (grey shl 8) or grey)
        }
    }
    return shown.takeIf { differing > 0 }
}

/** Processors round a curve's edge a shade apart. */
private const val SHADE = 12
