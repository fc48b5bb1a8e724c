#pragma once

#include <cstddef>

namespace promo::app {

// The allocator keeps what a burst has used, in an arena for each thread. Few arenas, and big blocks that go back at
// once, keep a program of many threads small. Called before the first thread.
void keep_memory_small();

// Gives free memory back to the system after a burst. Both looking and giving back stop the allocator for a moment that
// grows with the heap, so it looks seldom and acts only when much has become free since it last did.
class MemoryReturn {
public:
    // Called once a second.
    void beat();

private:
    int beats_ = 0;
    std::size_t left_ = 0;  // free, but still there or given back already, when it last acted
};

}  // namespace promo::app
