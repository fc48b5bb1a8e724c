#include "app/private_memory.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <fstream>

namespace promo::app {

void keep_memory_private() {
    // First, because the files in /proc of a process that is not dumpable are no longer its own.
    std::ofstream("/proc/self/coredump_filter") << "0";
    constexpr rlimit kNone{0, 0};
    ::setrlimit(RLIMIT_CORE, &kNone);
    ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace promo::app
