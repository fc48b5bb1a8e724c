#include "darkroom/confinement.hpp"

#include <grp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>

namespace promo::darkroom {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // maps terabytes, and asks about itself
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

constexpr rlim_t kMostMemory = 512 << 20;
constexpr rlim_t kMostSeconds = kSanitized ? 60 : 5;
constexpr uid_t kNobody = 65534;

void require(bool done, const std::string& what) {
    if (!done) throw ConfinementError("cannot " + what + ": " + std::strerror(errno));
}

void limit(int resource, rlim_t most) {
    const rlimit limits{most, most};
    require(::setrlimit(static_cast<__rlimit_resource>(resource), &limits) == 0, "limit a resource");
}

void give_up_root() {
    if (::geteuid() != 0) return;
    require(::setgroups(0, nullptr) == 0, "leave root's groups");
    require(::setresgid(kNobody, kNobody, kNobody) == 0, "leave root's group");
    require(::setresuid(kNobody, kNobody, kNobody) == 0, "leave root");
}

// Memory that can be run must be there already.
constexpr int kMapsMemory[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
constexpr int kAllowed[] = {SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(munmap),    SCMP_SYS(mremap),
                            SCMP_SYS(madvise),       SCMP_SYS(brk),          SCMP_SYS(futex),     SCMP_SYS(exit),
                            SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn), SCMP_SYS(exit_group)};
constexpr int kAllowedToSanitizers[] = {SCMP_SYS(sched_yield), SCMP_SYS(getpid),      SCMP_SYS(gettid),
                                        SCMP_SYS(prctl),       SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask),
                                        SCMP_SYS(pipe2),       SCMP_SYS(close)};

void forbid_the_rest() {
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_KILL_PROCESS),
                                                                   seccomp_release);
    bool made = filter != nullptr;
    const auto allow = [&](int call) {
        made = made && seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, 0, nullptr) == 0;
    };
    for (const int call : kAllowed)
        allow(call);
    for (const int call : kAllowedToSanitizers)
        if (kSanitized) allow(call);
    const scmp_arg_cmp not_run{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
    for (const int call : kMapsMemory)
        made = made && seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, 1, &not_run) == 0;
    made = made && seccomp_load(filter.get()) == 0;
    require(made, "forbid the calls of the system");
}

}  // namespace

void confine() {
    // Sanitizers ask with a pipe whether memory may be read.
    constexpr rlim_t kMostFiles = kSanitized ? 5 : 3;
    if (!kSanitized) limit(RLIMIT_AS, kMostMemory);
    limit(RLIMIT_CPU, kMostSeconds);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, kMostFiles);
    limit(RLIMIT_CORE, 0);
    require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "give up new rights");
    give_up_root();
    require(::prctl(PR_SET_DUMPABLE, 0) == 0, "keep memory private");
    // Colour profiles are dated, and whoever first asks for a date reads the time zone.
    ::tzset();
    forbid_the_rest();
}

}  // namespace promo::darkroom
