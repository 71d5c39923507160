// SPDX-License-Identifier: Apache-2.0

/**
 * What the tests of every room share: seeded trials, settable clocks, real servers on free ports.
 * Knows the JDK and JUnit, nothing of Bulla; used in test scope only.
 */
@NullMarked
package dev.bulla.testkit;

import org.jspecify.annotations.NullMarked;
