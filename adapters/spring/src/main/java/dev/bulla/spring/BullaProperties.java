// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code bulla.*}. There is none that lets plaintext through, and none that holds a passphrase.
 *
 * @param home the folder of the home
 * @param as the identity that seals and opens
 * @param to for whom to seal: names of the home
 * @param context the context sealed and expected; without it no converter is made
 * @param headers headers that go inside too, and are refused outside when they say something else than inside
 * @param passphraseFile a file whose first line is the passphrase of the home, if it has one; else the one that {@code BULLA_PASSPHRASE_FILE} names
 */
@ConfigurationProperties("bulla")
public record BullaProperties(
        @DefaultValue("") String home,
        @DefaultValue("") String as,
        @DefaultValue List<String> to,
        @DefaultValue("") String context,
        @DefaultValue List<String> headers,
        @DefaultValue("") String passphraseFile) {
    /** Copies the lists. */
    public BullaProperties {
        to = List.copyOf(to);
        headers = List.copyOf(headers);
    }
}
