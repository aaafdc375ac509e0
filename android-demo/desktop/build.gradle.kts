plugins {
    alias(libs.plugins.kotlin.jvm)
    alias(libs.plugins.kotlin.compose)
    alias(libs.plugins.compose.desktop)
}

kotlin {
    jvmToolchain(17)
    sourceSets["main"].kotlin.srcDirs("../screens/src/main/kotlin", "../screens/src/desktop/kotlin")
}

sourceSets["main"].resources.srcDir("../screens/src/main/res")

dependencies {
    implementation(project(":link"))
    implementation(compose.desktop.currentOs)
    implementation(libs.compose.material3.desktop)
    implementation(libs.coroutines.swing)
    implementation(libs.jna)
}

compose.desktop.application {
    mainClass = "org.mobilelink.desktop.MainKt"
    // Made by `cargo build --release -p mobilelink-ffi`.
    jvmArgs("-Dmobilelink.library=${rootDir.resolve("../target/release")}")
}
