// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.core.Opened;

/**
 * A payload with the message it came in, for a listener that asks for {@code Received<Order>} instead of {@code Order}: it then says itself what became
 * of the message.
 *
 * @param payload what was sealed
 * @param message who sent it and when: call {@link Opened#done()} after acting on it, or {@link Opened#release()} when that failed
 */
public record Received<T>(T payload, Opened message) {}
