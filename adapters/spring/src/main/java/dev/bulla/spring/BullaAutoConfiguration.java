// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.vault.OwnIdentity;
import dev.bulla.vault.Unlocking;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.ClassUtils;

/**
 * Opens the home, closes it with the application, and offers what its libraries can use. Whatever the application has of its own is not made. With
 * {@code bulla.enabled=false} there is nothing of all this, and what needs it does not start: plaintext is not what takes its place.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "bulla.enabled", matchIfMissing = true)
@EnableConfigurationProperties(BullaProperties.class)
public class BullaAutoConfiguration {
    /** For Spring. */
    public BullaAutoConfiguration() {}

    /** The home. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Bulla bulla(BullaProperties properties) {
        if (properties.home().isBlank()) {
            throw new BullaSetupException("no home is named", "set bulla.home to the folder that `bulla init` made");
        }
        try (Unlocking how = Passphrases.unlocking(properties.passphraseFile())) {
            return good(
                    Bulla.open(Path.of(properties.home()), how, Bulla.Rules.usual()),
                    "bulla.home=" + properties.home());
        }
    }

    /** The identity. */
    @Bean
    @ConditionalOnMissingBean
    Party party(Bulla bulla, BullaProperties properties) {
        if (properties.as().isBlank()) {
            List<String> names =
                    bulla.home().identities().stream().map(OwnIdentity::name).toList();
            throw new BullaSetupException("no identity is named", "set bulla.as to one of " + names);
        }
        return good(bulla.as(properties.as()), "bulla.as=" + properties.as());
    }

    private static <T> T good(Outcome<T> outcome, String about) {
        return outcome.fold(good -> good.value(), bad -> {
            Problem problem = bad.problem();
            throw new BullaSetupException(about + ": " + problem.name() + ", " + problem.sentence(), problem.hint());
        });
    }

    /** Where there is Spring Messaging. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MessageConverter.class)
    @ConditionalOnProperty("bulla.context")
    static class Messaging {
        Messaging() {}

        @Bean
        @ConditionalOnMissingBean
        SealedMessageConverter sealedMessageConverter(
                Party party, BullaProperties properties, ObjectProvider<Watch> watch) {
            return SealedMessageConverter.of(party, properties.context(), plain())
                    .to(properties.to())
                    .carrying(properties.headers())
                    .watchedBy(watch.getIfUnique(() -> new Watch() {}));
        }

        @Bean
        @ConditionalOnMissingBean
        OpeningInterceptor openingInterceptor(Party party, BullaProperties properties, ObjectProvider<Watch> watch) {
            return OpeningInterceptor.of(
                    party, properties.context(), properties.headers(), watch.getIfUnique(() -> new Watch() {}));
        }

        private static MessageConverter plain() {
            List<MessageConverter> converters =
                    new ArrayList<>(List.of(new ByteArrayMessageConverter(), new StringMessageConverter()));
            if (ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", Messaging.class.getClassLoader())) {
                converters.add(new JacksonJsonMessageConverter());
            }
            return new CompositeMessageConverter(converters);
        }
    }

    /** Where there is Micrometer. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Metrics {
        Metrics() {}

        @Bean
        @ConditionalOnMissingBean
        Watch bullaWatch(ObjectProvider<MeterRegistry> registry) {
            MeterRegistry known = registry.getIfUnique();
            return known == null ? new Watch() {} : new MeteredWatch(known);
        }
    }

    /** Where there is health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class Healths {
        Healths() {}

        @Bean
        @ConditionalOnMissingBean
        BullaHealthIndicator bullaHealthIndicator(Bulla bulla, Party party) {
            return new BullaHealthIndicator(bulla, party);
        }
    }
}
