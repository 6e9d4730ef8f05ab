/**
 * How settings are declared, and what derives from a declaration. A record component with {@code @Setting} is all there is of
 * a setting; the catalogue reads it once.
 *
 * <pre>
 *   RelaySettings, HttpSettings ─► SettingCatalogue ─► DeclaredSetting: name, variable, default, rule, sentence
 *     {@code @Setting}                    │
 *                               RelaySettingsBuilder, RelayProperties, --help, docs/reference.md, metadata for IDEs
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.relay.internal.settings;

import org.jspecify.annotations.NullMarked;
