#include "app/memory.hpp"

#include <malloc.h>

#include <algorithm>

namespace promo::app {
namespace {

constexpr int kArenas = 4;
constexpr int kBigBlock = 256 << 10;
constexpr int kBeatsBetweenLooks = 5;
constexpr std::size_t kWorthReturning = 8 << 20;

}  // namespace

void keep_memory_small() {
    ::mallopt(M_ARENA_MAX, kArenas);
    ::mallopt(M_MMAP_THRESHOLD, kBigBlock);
}

void MemoryReturn::beat() {
    if (++beats_ % kBeatsBetweenLooks != 0) return;
    const std::size_t free = ::mallinfo2().fordblks;
    left_ = std::min(left_, free);
    if (free < left_ + kWorthReturning) return;
    ::malloc_trim(0);
    left_ = ::mallinfo2().fordblks;
}

}  // namespace promo::app
