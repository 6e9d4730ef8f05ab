/** Does what the getting-started guide says, from an empty folder, with the guide's own files, and looks whether it works. */
@NullMarked
package io.dualstream.outbox.example.fresh;

import org.jspecify.annotations.NullMarked;
