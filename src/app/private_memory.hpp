#pragma once

namespace promo::app {

// What this process remembers is not for others: no core is dumped, nobody but root may look into it or read its
// environment, and even what root's debugger saves holds no memory, only registers and code. Called before anything is
// known that is worth hiding.
void keep_memory_private();

}  // namespace promo::app
