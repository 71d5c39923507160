// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A span of time as a person writes it: {@code 90s}, {@code 10m}, {@code 24h}, {@code 7d}, {@code 1h30m}. */
final class Lives implements ITypeConverter<Duration> {
    private static final int MOST_DAYS = 36_500;
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,15})d)?(?:(\\d{1,15})h)?(?:(\\d{1,15})m)?(?:(\\d{1,15})s)?");

    @Override
    public Duration convert(String text) {
        Matcher parts = FORM.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new TypeConversionException(
                    "'" + Shown.text(text) + "' is no span of time; write 30s, 10m, 24h or 7d");
        }
        double days = number(parts, 1)
                + number(parts, 2) / 24.0
                + number(parts, 3) / (24.0 * 60)
                + number(parts, 4) / (24.0 * 3600);
        if (days > MOST_DAYS) {
            throw new TypeConversionException(
                    "'" + Shown.text(text) + "' is too long; the most are " + MOST_DAYS + "d");
        }
        return Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4));
    }

    private static long number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
