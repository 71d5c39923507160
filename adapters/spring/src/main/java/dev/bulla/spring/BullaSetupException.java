// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

/** The application cannot start as it is configured; says what to do next. */
final class BullaSetupException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final String next;

    BullaSetupException(String wrong, String next) {
        super(wrong + "; " + next);
        this.next = next;
    }

    /** What to do next. */
    String next() {
        return next;
    }
}
