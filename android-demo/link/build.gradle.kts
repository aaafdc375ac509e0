// Plain JVM: the presenters, and the SDK as Kotlin sees it. Its native half comes with the app or the desktop.
plugins {
    alias(libs.plugins.kotlin.jvm)
}

val bindings = rootDir.resolve("../bindings/kotlin/src/main/kotlin")

/** Made by `cargo xtask bindings kotlin`. */
val generated = rootDir.resolve("../target/bindings/kotlin")

kotlin {
    jvmToolchain(17)
    sourceSets["main"].kotlin.srcDirs(bindings, generated)
}

dependencies {
    api(libs.coroutines.core)
    compileOnly(libs.jna)
}
