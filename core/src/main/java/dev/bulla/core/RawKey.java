// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.spec.EncodedKeySpec;

/** A key as its bare bytes, the form Conscrypt's key factories call "raw". */
final class RawKey extends EncodedKeySpec {
    RawKey(byte[] raw) {
        super(raw);
    }

    @Override
    public String getFormat() {
        return "raw";
    }
}
