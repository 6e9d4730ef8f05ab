/**
 * Follows the getting-started guide from an empty folder, with the guide's own files, and checks whether the result works.
 */
@NullMarked
package io.dualstream.outbox.example.fresh;

import org.jspecify.annotations.NullMarked;
