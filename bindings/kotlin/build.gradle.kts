// The AAR: what build-android.sh made, and the flows beside it. The JVM is served by pom.xml.
plugins {
    alias(libs.plugins.android.library)
    `maven-publish`
}

group = "org.mobilelink"
version = "0.1.0"

android {
    namespace = "org.mobilelink"
    compileSdk = 36
    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].apply {
        kotlin.srcDir(rootDir.resolve("../../target/bindings/kotlin"))
        jniLibs.srcDir(rootDir.resolve("../../target/bindings/android/jniLibs"))
    }
    // The tests are the JVM's: they start a server.
    sourceSets["test"].kotlin.setSrcDirs(emptyList<File>())
    publishing { singleVariant("release") }
}

dependencies {
    api(libs.coroutines.core)
    api(variantOf(libs.jna) { artifactType("aar") })
}

publishing {
    publications.register<MavenPublication>("release") {
        artifactId = "mobilelink-android"
        afterEvaluate { from(components["release"]) }
    }
}
