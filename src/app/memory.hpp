#pragma once

namespace promo::app {

// The allocator keeps what a burst has used, in an arena for each thread. Few arenas, and big blocks that go back at
// once, keep a program of many threads small. Called before the first thread.
void keep_memory_small();

// Gives free memory back to the system when there is enough of it to be worth the walk over the heap.
void return_free_memory();

}  // namespace promo::app
