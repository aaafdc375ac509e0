plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.mobilelink.android"
    compileSdk = 36
    defaultConfig {
        applicationId = "org.mobilelink.android"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    // Made by bindings/kotlin/build-android.sh: one folder for each ABI.
    sourceSets["main"].jniLibs.srcDir(rootDir.resolve("../target/bindings/android/jniLibs"))
}

dependencies {
    implementation(project(":link"))
    implementation(project(":screens"))
    implementation(libs.activity.compose)
    implementation(libs.core.ktx)
    implementation(libs.coroutines.android)
    implementation(variantOf(libs.jna) { artifactType("aar") })
}
