// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Collections;
import java.util.Map;

/** Which cryptographic libraries serve here: for people who want to know, never for a decision. Asking loads them. */
public final class Providers {
    private Providers() {}

    /** The name of the set in use: {@code accp+conscrypt}, {@code accp}, {@code conscrypt} or {@code portable}. */
    public static String set() {
        return Primitives.best().name();
    }

    /** Each service with the library and version that serves it, then why a native library that was wanted did not load. */
    public static Map<String, String> services() {
        return Collections.unmodifiableMap(Primitives.best().services());
    }
}
