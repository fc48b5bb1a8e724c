#include "app/memory.hpp"

#include <malloc.h>

#include <cstddef>

namespace promo::app {
namespace {

constexpr int kArenas = 4;
constexpr int kBigBlock = 256 << 10;
constexpr std::size_t kWorthReturning = 8 << 20;

}  // namespace

void keep_memory_small() {
    ::mallopt(M_ARENA_MAX, kArenas);
    ::mallopt(M_MMAP_THRESHOLD, kBigBlock);
}

void return_free_memory() {
    if (::mallinfo2().fordblks > kWorthReturning) ::malloc_trim(0);
}

}  // namespace promo::app
