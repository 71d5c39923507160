// SPDX-License-Identifier: Apache-2.0

/**
 * Sealed messages in Spring Boot: {@link dev.bulla.spring.BullaProperties}, what is made of them, and where Spring converts, intercepts, counts and
 * asks for health. Knows the front door, {@code carrier} for its watch, and Spring; no other adapter. Headers of a message are hints: what is proven
 * comes from inside the envelope.
 */
@NullMarked
package dev.bulla.spring;

import org.jspecify.annotations.NullMarked;
