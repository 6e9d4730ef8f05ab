/** Connects a Spring Boot test to the testkit's servers with one annotation. Spring is optional for the testkit. */
@NullMarked
package io.dualstream.outbox.testkit.spring;

import org.jspecify.annotations.NullMarked;
