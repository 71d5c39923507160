// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.Bulla;
import dev.bulla.core.Suite;
import dev.bulla.spring.Received;
import dev.bulla.spring.SealedMessageConverter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.core.GenericMessagingTemplate;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

/** Two applications, a shop and a till, that had plain messages: what was added is one bean parameter and four properties each. */
class ShopExample {
    @TempDir
    Path folder;

    record Order(String what, int number) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {
        // @start region="producer"
        @Bean
        GenericMessagingTemplate orders(SealedMessageConverter sealing) {
            GenericMessagingTemplate template = new GenericMessagingTemplate();
            template.setMessageConverter(sealing);
            return template;
        }
        // @end region="producer"
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Till {
        final BlockingQueue<Object> got = new LinkedBlockingQueue<>();

        // @start region="consumer"
        @Bean
        DefaultMessageHandlerMethodFactory listeners(SealedMessageConverter sealing) {
            DefaultMessageHandlerMethodFactory factory = new DefaultMessageHandlerMethodFactory();
            factory.setMessageConverter(sealing);
            return factory;
        }
        // @end region="consumer"

        // @start region="listener"
        public void onOrder(Received<Order> order) {
            got.add(order.message().sender().name() + " orders " + order.payload());
            order.message().done();
        }
        // @end region="listener"
    }

    private static ConfigurableApplicationContext run(Class<?> application, String... properties) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(properties);
    }

    @Test
    void anOrderGoesSealedFromTheShopToTheTill() throws Exception {
        Path home = folder.resolve("home");
        try (Bulla made = Bulla.create(home).orThrow()) {
            for (String name : List.of("shop", "till")) {
                made.home()
                        .createIdentity(name, List.of(Suite.HYBRID), Instant.now())
                        .orThrow();
            }
        }
        try (var shop = run(
                        Shop.class,
                        "--bulla.home=" + home,
                        "--bulla.as=shop",
                        "--bulla.to=till",
                        "--bulla.context=orders");
                var till = run(Till.class, "--bulla.home=" + home, "--bulla.as=till", "--bulla.context=orders")) {
            ExecutorSubscribableChannel wire = new ExecutorSubscribableChannel();
            BlockingQueue<Message<?>> seen = new LinkedBlockingQueue<>();
            Till listener = till.getBean(Till.class);
            var method = till.getBean(DefaultMessageHandlerMethodFactory.class)
                    .createInvocableHandlerMethod(listener, Till.class.getMethod("onOrder", Received.class));
            wire.subscribe(message -> {
                seen.add(message);
                try {
                    method.invoke(message);
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });

            shop.getBean(GenericMessagingTemplate.class).convertAndSend(wire, new Order("apples", 2));

            assertThat(listener.got.poll(10, TimeUnit.SECONDS)).isEqualTo("shop orders Order[what=apples, number=2]");
            assertThat(new String((byte[]) seen.take().getPayload())).doesNotContain("apples");
        }
    }
}
