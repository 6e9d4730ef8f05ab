/**
 * Declarations of settings, and everything that derives from them. A record component with {@code @Setting} is the only
 * declaration of a setting; the catalogue reads the component once.
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
