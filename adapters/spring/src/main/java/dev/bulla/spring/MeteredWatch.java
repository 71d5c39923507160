// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Counts what a carrier, a converter or an interceptor does, in Micrometer: {@code bulla.received}, {@code bulla.opened} (a timer), {@code bulla.refused}
 * by {@code problem}, {@code bulla.handled} (a timer), {@code bulla.retried}, {@code bulla.dead.lettered} by {@code reason}, {@code bulla.plain},
 * {@code bulla.dropped}. Topics are no tags: there may be any number of them.
 *
 * @param registry where it is counted
 */
public record MeteredWatch(MeterRegistry registry) implements Watch {
    @Override
    public void received(String topic) {
        registry.counter("bulla.received").increment();
    }

    @Override
    public void opened(String topic, long nanos) {
        registry.timer("bulla.opened").record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void refused(String topic, Problem problem) {
        registry.counter("bulla.refused", "problem", problem.name()).increment();
    }

    @Override
    public void acceptedPlain(String topic) {
        registry.counter("bulla.plain").increment();
    }

    @Override
    public void handled(String topic, long nanos) {
        registry.timer("bulla.handled").record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void retrying(String topic, int attempts) {
        registry.counter("bulla.retried").increment();
    }

    @Override
    public void deadLettered(String topic, DeadLetters.Reason reason) {
        registry.counter("bulla.dead.lettered", "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    @Override
    public void dropped(String topic) {
        registry.counter("bulla.dropped").increment();
    }
}
